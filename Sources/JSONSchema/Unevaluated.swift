import JSON

/// What of a value no schema has looked at yet, for `unevaluatedProperties` and `unevaluatedItems`. Empty where nobody
/// asks.
struct Unevaluated {
  var properties: Set<String> = []
  var items: Set<Int> = []

  init(_ value: JSONValue, _ node: SchemaNode, callerNeeds: Bool) {
    switch value {
    case .object(let object) where !node.seesAllProperties && (callerNeeds || node.closesProperties):
      properties = Set(object.keys)
    case .array(let list) where !node.seesAllItems && (callerNeeds || node.closesItems) && node.itemsSeen < list.count:
      items = Set(node.itemsSeen..<list.count)
    default: break
    }
  }

  var isEmpty: Bool { properties.isEmpty && items.isEmpty }

  /// Takes out what another schema has looked at.
  mutating func keep(_ other: Unevaluated) {
    properties.formIntersection(other.properties)
    items.formIntersection(other.items)
  }
}

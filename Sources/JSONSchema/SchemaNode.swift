import JSON
import RegularExpressions

/// A schema as it is checked: keywords in the order in which they count, other schemas by their numbers.
struct SchemaNode: Sendable {
  /// Its URL, for messages.
  let location: String
  let draft: Draft
  /// The schema whose name references in here are relative to.
  var resource = 0
  /// Accepts everything or nothing.
  var verdict: Bool?
  var keywords: [Keyword] = []
  var isRecursiveAnchor = false
  var dynamicAnchor: String?
  /// On a resource: schemas by their `$dynamicAnchor`.
  var dynamicAnchors: [String: Int] = [:]
  // What the schema looks at by itself, for `unevaluated...`.
  var seesAllProperties = false
  var seesAllItems = false
  var itemsSeen = 0
  var closesProperties = false
  var closesItems = false
}

/// What may follow a list of properties or items: anything, nothing, or what fits a schema.
enum Additional: Sendable {
  case allowed
  case forbidden
  case schema(Int)
}

/// Whether something else is demanded when a property is there.
enum Dependency: Sendable {
  case properties([String])
  case schema(Int)
}

enum Keyword: Sendable {
  case type(TypeSet)
  case constant(JSONValue)
  case oneOfValues([JSONValue])
  case format(Format)
  case reference(Int)

  case minProperties(Int)
  case maxProperties(Int)
  case required([String])
  /// draft 7 and before: `dependencies`.
  case dependencies([(name: String, demand: Dependency)])
  case members(Members)
  case propertyNames(Int)
  case dependentSchemas([(name: String, schema: Int)])
  case dependentRequired([(name: String, required: [String])])

  case minItems(Int)
  case maxItems(Int)
  case uniqueItems
  case items(first: [Int], rest: Additional)
  case contains(Int, atLeast: Int?, atMost: Int?)

  case minLength(Int)
  case maxLength(Int)
  case pattern(RegularExpression)

  case minimum(Decimal)
  case maximum(Decimal)
  case exclusiveMinimum(Decimal)
  case exclusiveMaximum(Decimal)
  case multipleOf(Decimal)

  case recursiveReference(Int)
  case dynamicReference(Int, anchor: String?)
  case not(Int)
  case allOf([Int])
  case anyOf([Int])
  case oneOf([Int])
  case condition(Int, then: Int?, otherwise: Int?)
  case unevaluatedProperties(Int)
  case unevaluatedItems(Int)
}

/// `properties`, `patternProperties` and `additionalProperties`, which look at each member together.
struct Members: Sendable {
  var named: [String: Int] = [:]
  var patterns: [(pattern: RegularExpression, schema: Int)] = []
  var additional: Additional?
}

/// The types that a schema allows, in the order in which messages name them.
struct TypeSet: OptionSet, Sendable, Hashable {
  let rawValue: Int

  static let names = ["null", "boolean", "number", "integer", "string", "array", "object"]
  static let number = TypeSet("number")
  static let integer = TypeSet("integer")

  init(rawValue: Int) { self.rawValue = rawValue }

  init(_ name: String) { rawValue = Self.names.firstIndex(of: name).map { 1 << $0 } ?? 0 }

  /// The type of a value.
  init(_ value: JSONValue) { self.init(Self.name(of: value)) }

  static func name(of value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  var text: String {
    let contained = Self.names.enumerated().filter { contains(TypeSet(rawValue: 1 << $0.offset)) }
    return contained.map(\.element).joined(separator: " or ")
  }
}

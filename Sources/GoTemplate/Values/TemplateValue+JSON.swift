import Digests
public import JSON

extension TemplateValue {
  /// A document's value as Go's `encoding/json` decodes it into `interface {}`: all numbers are `float64`, and of
  /// equal keys the last wins.
  public init(_ value: JSONValue) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .number(let number): self = .float64(number.double ?? 0)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .list(TemplateList(elements.map { TemplateValue($0) }))
    case .object(let object): self = .map(TemplateMap(object))
    }
  }

  /// The value as JSON; members are in the order of their keys. Objects stand for what they contain or print.
  ///
  /// - Parameter depth: how deep values may nest; a map may contain itself.
  /// - Throws: ``TemplateError`` for numbers that JSON cannot write, and for values that nest too deeply.
  public func jsonValue(depth: Int = TemplateLimits.valueDepth) throws(TemplateError) -> JSONValue {
    guard depth > 0 else { throw TemplateError("json: unsupported value: encountered a cycle") }
    switch self {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .int(let value): return .number(JSONNumber(value))
    case .int64(let value): return .number(JSONNumber(value))
    case .uint8(let value): return .number(JSONNumber(Int(value)))
    case .uint64(let value): return .number(JSONNumber(value))
    case .float64(let value):
      guard value.isFinite, let number = JSONNumber(text: FloatText.json(value)) else {
        throw TemplateError("json: unsupported value: \(FloatText.general(value))")
      }
      return .number(number)
    case .string(let text): return .string(text)
    case .rawString(let bytes): return .string(String(decoding: bytes, as: UTF8.self))
    case .bytes(let bytes): return .string(Base64.encode(bytes))
    case .list(let list):
      if list.isNil { return .null }
      var elements: [JSONValue] = []
      elements.reserveCapacity(list.elements.count)
      for element in list.elements { elements.append(try element.jsonValue(depth: depth - 1)) }
      return .array(elements)
    case .map(let map):
      if map.isNil { return .null }
      var members: [(String, JSONValue)] = []
      members.reserveCapacity(map.count)
      for (key, value) in map.members { members.append((key, try value.jsonValue(depth: depth - 1))) }
      return .object(JSONObject(members))
    case .object(let object):
      let encoded = object.encoded ?? object.contents
      return try encoded?.jsonValue(depth: depth - 1) ?? .string(object.text)
    }
  }
}

extension TemplateMap {
  /// A JSON object as Go decodes it.
  public convenience init(_ object: JSONObject) {
    self.init(object.lazy.map { ($0.key, TemplateValue($0.value)) })
  }
}

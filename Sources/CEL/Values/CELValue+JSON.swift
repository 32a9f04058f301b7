public import JSON

extension CELValue {
  /// The value of a JSON document: integers that fit are `int` (then `uint`), other numbers
  /// `double`, as Kubernetes reads objects.
  public init(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .number(let number): self = CELValue(number)
    case .string(let value): self = .string(value)
    case .array(let elements): self = .list(CELList(elements))
    case .object(let object): self = .map(CELMap(object))
    }
  }

  private init(_ number: JSONNumber) {
    if let int = Int64(number.text) {
      self = .int(int)
    } else if let uint = UInt64(number.text) {
      self = .uint(uint)
    } else {
      self = .double(number.double ?? .nan)
    }
  }

  /// The value as JSON, for results that go into a request or a status. Timestamps and durations
  /// become their strings, bytes base64, empty optionals and numbers that JSON lacks null.
  public var json: JSONValue {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .int(let value): .number(JSONNumber(value))
    case .uint(let value): .number(JSONNumber(value))
    case .double(let value): JSONNumber(value).map { .number($0) } ?? .null
    case .string(let value): .string(value)
    case .bytes(let value): .string(Base64.encode(value))
    case .list(let list): .array(list.json)
    case .map(let map): .object(map.json)
    case .timestamp(let value): .string(value.description)
    case .duration(let value): .string(value.description)
    case .type(let type): .string(type.description)
    case .optional(let value): value?.json ?? .null
    }
  }

  /// A map key as text, for JSON and for messages.
  var keyText: String {
    switch self {
    case .string(let value): value
    case .bool(let value): String(value)
    case .int(let value): String(value)
    case .uint(let value): String(value)
    case .double(let value): value.celText
    default: type.description
    }
  }
}

/// Any JSON value, with nothing lost: members keep their order and numbers their text.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  public var isNull: Bool { self == .null }

  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  public var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  public var intValue: Int? {
    if case .number(let number) = self { number.int } else { nil }
  }

  public var int64Value: Int64? {
    if case .number(let number) = self { number.int64 } else { nil }
  }

  public var doubleValue: Double? {
    if case .number(let number) = self { number.double } else { nil }
  }

  public var arrayValue: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  public var objectValue: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// What the value is, in the words of JSON, for messages: `a string`, `an object`.
  public var kindDescription: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

// MARK: Reaching into values

extension JSONValue {
  /// A member of an object; `nil` for other values. Setting makes an object of `null` and leaves others alone.
  public subscript(key: String) -> JSONValue? {
    get { objectValue?[key] }
    set {
      switch self {
      case .object(var object):
        self = .null  // one owner while it changes, so the members are not copied
        object[key] = newValue
        self = .object(object)
      case .null where newValue != nil:
        self = .object([key: newValue ?? .null])
      default: break
      }
    }
  }

  /// An element of an array; `nil` outside its bounds and for other values.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// A value some members down: `pod[path: "spec", "nodeName"]`. Setting makes the objects in between.
  public subscript(path keys: String...) -> JSONValue? {
    get { self[path: keys] }
    set { self[path: keys] = newValue }
  }

  public subscript(path keys: [String]) -> JSONValue? {
    get {
      var current = self
      for key in keys {
        guard let next = current[key] else { return nil }
        current = next
      }
      return current
    }
    set { set(newValue, at: keys[...]) }
  }

  private mutating func set(_ newValue: JSONValue?, at keys: ArraySlice<String>) {
    guard let first = keys.first else {
      self = newValue ?? .null
      return
    }
    let rest = keys.dropFirst()
    if rest.isEmpty {
      self[first] = newValue
      return
    }
    if case .null = self { self = .object([:]) }
    guard case .object(var object) = self else { return }
    self = .null
    object.modify(first) { member in
      if member == nil && newValue == nil { return }
      var inner = member ?? .object([:])
      member = nil
      inner.set(newValue, at: rest)
      member = inner
    }
    self = .object(object)
  }
}

// MARK: Literals

// There is no nil literal on purpose: in `condition ? nil : value` it would win over the empty optional.

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByStringInterpolation, ExpressibleByFloatLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
  public init(floatLiteral value: Double) { self = JSONNumber(value).map(JSONValue.number) ?? .null }
}

extension JSONValue {
  public init(_ value: Int) { self = .number(JSONNumber(value)) }
  public init(_ value: String) { self = .string(value) }
  public init(_ value: Bool) { self = .bool(value) }
  public init(_ values: [String]) { self = .array(values.map(JSONValue.string)) }
  public init(_ values: [String: String]) {
    self = .object(JSONObject(values.map { ($0.key, .string($0.value)) }).sortedByKey())
  }

  /// The members as strings, when this is an object of strings only, as labels and annotations are.
  public var stringMapValue: [String: String]? {
    guard case .object(let object) = self else { return nil }
    var result: [String: String] = [:]
    for (key, value) in object {
      guard let string = value.stringValue else { return nil }
      result[key] = string
    }
    return result
  }
}

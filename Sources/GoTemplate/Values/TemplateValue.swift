/// A value that a template works on, with the types that Go gives it.
///
/// Templates see types: `typeOf`, `kindIs`, `eq`, `%T` and printing tell an `int` from an `int64` from a `float64`.
/// Numbers of a YAML or JSON document are `float64`, as Go's decoder makes them; number literals in templates are
/// `int`; Sprig's arithmetic gives `int64`.
///
/// Maps and host objects are references, because functions such as `set` change their argument in place and charts
/// depend on it. A value therefore belongs to one ``TemplateRun`` and is not `Sendable`.
public enum TemplateValue {
  /// Go's untyped nil; prints `<no value>` at top level and `<nil>` inside of others.
  case null
  case bool(Bool)
  case int(Int)
  case int64(Int64)
  case uint8(UInt8)
  case uint64(UInt64)
  case float64(Double)
  case string(String)
  /// A Go `string` whose bytes are not UTF-8, such as decoded base64.
  case rawString([UInt8])
  /// A Go `[]byte`.
  case bytes([UInt8])
  case list(TemplateList)
  case map(TemplateMap)
  case object(any TemplateObject)
}

extension TemplateValue {
  /// A Go `string` of these bytes.
  public init(bytes: [UInt8]) {
    if let text = String(validating: bytes, as: UTF8.self) {
      self = .string(text)
    } else {
      self = .rawString(bytes)
    }
  }

  /// A Go `[]interface {}`.
  public init(_ elements: [TemplateValue]) { self = .list(TemplateList(elements)) }

  /// A Go `[]string`.
  public init(_ elements: [String]) {
    self = .list(TemplateList(elements.map(TemplateValue.string), of: .string))
  }

  public var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// The text of a string; a string that is not UTF-8 is repaired.
  public var stringValue: String? {
    switch self {
    case .string(let text): text
    case .rawString(let bytes): String(decoding: bytes, as: UTF8.self)
    default: nil
    }
  }

  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// A Go `int`, as functions that take counts and indices get it.
  public var intValue: Int? {
    if case .int(let value) = self { value } else { nil }
  }

  /// A map, also one inside of a host object.
  public var mapValue: TemplateMap? {
    switch self {
    case .map(let map): map
    case .object(let object): object.contents?.mapValue
    default: nil
    }
  }

  /// The elements of a slice, also one inside of a host object.
  public var elements: [TemplateValue]? {
    switch self {
    case .list(let list): list.elements
    case .bytes(let bytes): bytes.map(TemplateValue.uint8)
    case .object(let object): object.contents?.elements
    default: nil
    }
  }

  /// The bytes of a string, whatever they are.
  var stringBytes: [UInt8]? {
    switch self {
    case .string(let text): Array(text.utf8)
    case .rawString(let bytes): bytes
    default: nil
    }
  }
}

extension TemplateValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .int(value) }
  public init(floatLiteral value: Double) { self = .float64(value) }
  public init(arrayLiteral elements: TemplateValue...) { self = .list(TemplateList(elements)) }
  public init(dictionaryLiteral elements: (String, TemplateValue)...) { self = .map(TemplateMap(elements)) }
}

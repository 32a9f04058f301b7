/// What a slice holds or a map maps to, as far as Go's types tell.
public enum TemplateElementType: Sendable {
  /// `interface {}`
  case any
  case string
  case int
  case float64
  /// `[]uint8`
  case bytes
  /// `[]interface {}`
  case list

  var goName: String {
    switch self {
    case .any: "interface {}"
    case .string: "string"
    case .int: "int"
    case .float64: "float64"
    case .bytes: "[]uint8"
    case .list: "[]interface {}"
    }
  }

  /// What Go finds where an element is missing.
  var zero: TemplateValue {
    switch self {
    case .any: .null
    case .string: .string("")
    case .int: .int(0)
    case .float64: .float64(0)
    case .bytes: .bytes([])
    case .list: .list(TemplateList(nilOf: .any))
    }
  }
}

/// A Go slice. Template functions never change one in place; they make new ones.
public struct TemplateList {
  public let elements: [TemplateValue]
  public let elementType: TemplateElementType
  /// A nil slice: prints `[]` as an empty one does, but is `null` in JSON.
  public let isNil: Bool

  public init(_ elements: [TemplateValue], of elementType: TemplateElementType = .any) {
    self.elements = elements
    self.elementType = elementType
    isNil = false
  }

  /// Go's nil slice of a type.
  public init(nilOf elementType: TemplateElementType) {
    elements = []
    self.elementType = elementType
    isNil = true
  }
}

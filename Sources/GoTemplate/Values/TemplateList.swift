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

/// A Go slice: a reference to its elements.
///
/// Template functions never change one in place, but for `sortAlpha`, which sorts the strings that it is given.
public struct TemplateList {
  private final class Storage {
    var elements: [TemplateValue]
    let elementType: TemplateElementType
    let isNil: Bool

    init(_ elements: [TemplateValue], _ elementType: TemplateElementType, isNil: Bool) {
      self.elements = elements
      self.elementType = elementType
      self.isNil = isNil
    }
  }

  private let storage: Storage

  public var elements: [TemplateValue] { storage.elements }
  public var elementType: TemplateElementType { storage.elementType }
  /// A nil slice: prints `[]` as an empty one does, but is `null` in JSON.
  public var isNil: Bool { storage.isNil }

  public init(_ elements: [TemplateValue], of elementType: TemplateElementType = .any) {
    storage = Storage(elements, elementType, isNil: false)
  }

  /// Go's nil slice of a type.
  public init(nilOf elementType: TemplateElementType) {
    storage = Storage([], elementType, isNil: true)
  }

  /// Sorts for everybody who holds this list.
  func sort(by precedes: (TemplateValue, TemplateValue) -> Bool) { storage.elements.sort(by: precedes) }
}

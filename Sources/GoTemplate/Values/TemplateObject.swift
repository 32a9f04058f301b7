/// Something of the program that templates may look into and call, such as `.Files` or `.Capabilities`.
///
/// Stands for a Go struct, pointer or named type with methods. An object belongs to one run, like other values.
public protocol TemplateObject: AnyObject {
  /// The Go type as `%T` prints it, such as `*common.Capabilities`.
  var typeName: String { get }
  /// The Go kind: `.struct`, `.ptr`, `.slice`, `.map`.
  var kind: TemplateKind { get }
  /// What `%v` prints: the text of Go's `String()`, or of the struct.
  var text: String { get }
  /// The slice, map or string that a named type stands for: `range`, `len`, `index`, `join`, `toJson` see it. May be
  /// made when asked for. `nil` for structs.
  var contents: TemplateValue? { get }
  /// What JSON shows of it, where that is not what it contains or prints.
  var encoded: TemplateValue? { get }
  /// A field or a method; `nil` when there is none of that name.
  func member(_ name: String) -> TemplateMember?
}

extension TemplateObject {
  public var contents: TemplateValue? { nil }
  public var encoded: TemplateValue? { nil }
}

/// What a name on an object stands for.
public enum TemplateMember {
  case field(TemplateValue)
  case method(TemplateFunction)
}

/// Go's kinds of types, by their names in `kindOf`.
public enum TemplateKind: String, Sendable {
  case invalid, bool, int, int64, uint8, uint64, float64, string, slice, map, `struct`, ptr, `func`
}

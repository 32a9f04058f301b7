/// The Go type of a parameter. Arguments are checked against it before the function runs.
public enum TemplateParameter: Sendable {
  /// `interface {}`: anything, nil included.
  case any
  case bool
  case int
  case int64
  case float64
  case string
  /// `map[string]interface {}`; nil becomes a nil map.
  case map
  /// `[]interface {}`
  case list
  /// `[]string`
  case strings
  /// `uint32`, which only literals are; comes as `uint64`.
  case uint32
  /// `time.Duration`; literals are nanoseconds.
  case duration
  /// A host object of this Go type.
  case object(String)
}

/// A function that templates call by name.
public struct TemplateFunction {
  /// Gets arguments that fit the signature.
  public typealias Body = (TemplateCall) throws(TemplateError) -> TemplateValue

  public let parameters: [TemplateParameter]
  /// The type of any number of further arguments; `nil` when there are none.
  public let variadic: TemplateParameter?
  public let body: Body

  public init(
    _ parameters: [TemplateParameter] = [], variadic: TemplateParameter? = nil, _ body: @escaping Body
  ) {
    self.parameters = parameters
    self.variadic = variadic
    self.body = body
  }
}

/// The arguments of one call, already checked.
public struct TemplateCall {
  public let arguments: [TemplateValue]
  public let run: TemplateRun
  /// The first argument came out of a container of `interface {}`, which a few functions tell from plain nil.
  var isFirstBoxed = false
  /// The first argument as the template spells it.
  var firstText = ""

  public var count: Int { arguments.count }

  /// An argument; nil behind the last.
  public subscript(index: Int) -> TemplateValue {
    arguments.indices.contains(index) ? arguments[index] : .null
  }

  /// A `string` argument.
  public func string(_ index: Int) -> String { self[index].stringValue ?? "" }
  /// An `int` argument.
  public func int(_ index: Int) -> Int { self[index].intValue ?? 0 }
  /// A `bool` argument.
  public func bool(_ index: Int) -> Bool { self[index].boolValue ?? false }
  /// A `map[string]interface {}` argument.
  public func map(_ index: Int) -> TemplateMap { self[index].mapValue ?? .nilMap() }
  /// The arguments from a place on.
  public func rest(from index: Int) -> ArraySlice<TemplateValue> { arguments.dropFirst(index) }
}

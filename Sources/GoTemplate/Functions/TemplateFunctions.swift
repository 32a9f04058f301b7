/// Functions by name. Parsing checks names against such a table and resolves them to indices.
///
/// A table is shared by many runs, so its functions are `@Sendable`; what depends on a run (`include`, `lookup`) is
/// declared here and replaced in the run: ``TemplateRun/replace(_:with:)``.
public struct TemplateFunctions: Sendable {
  public typealias SendableBody = @Sendable (TemplateCall) throws(TemplateError) -> TemplateValue

  struct Entry: Sendable {
    let name: String
    let parameters: [TemplateParameter]
    let variadic: TemplateParameter?
    let body: SendableBody
  }

  private(set) var entries: [Entry] = []
  private var indices: [String: Int] = [:]

  init() {}

  /// The functions that text/template has itself.
  public static let builtins: TemplateFunctions = makeBuiltins()

  /// The built-in functions and all of Sprig 3.3 but `env` and `expandenv`, which tell the secrets of the process.
  public static let sprig: TemplateFunctions = makeSprig()

  /// Adds a function, or puts it in the place of the one with that name.
  public mutating func add(
    _ name: String, _ parameters: [TemplateParameter] = [], variadic: TemplateParameter? = nil,
    _ body: @escaping SendableBody
  ) {
    let entry = Entry(name: name, parameters: parameters, variadic: variadic, body: body)
    if let index = indices[name] {
      entries[index] = entry
    } else {
      indices[name] = entries.count
      entries.append(entry)
    }
  }

  /// Takes a function away.
  public mutating func remove(_ name: String) { indices[name] = nil }

  /// The names of all functions, in order.
  public var names: [String] { indices.keys.sorted() }

  func index(of name: String) -> Int? { indices[name] }
}

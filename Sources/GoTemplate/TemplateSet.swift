/// Parsed templates that can call each other by name, and the functions they use.
///
/// Parse once, run many: a set is immutable while it runs and may be shared.
public struct TemplateSet: Sendable {
  public let functions: TemplateFunctions
  private var trees: [String: TemplateTree] = [:]
  private var pool = NamePool()
  /// The set that this one was layered on.
  private let base: Base?

  private final class Base: Sendable {
    let set: TemplateSet
    init(_ set: TemplateSet) { self.set = set }
  }

  /// An empty set.
  public init(functions: TemplateFunctions = .builtins) {
    self.functions = functions
    base = nil
  }

  private init(on set: TemplateSet) {
    functions = set.functions
    base = Base(set)
  }

  /// A set that starts with the templates of this one, and whose own definitions leave this one as it is.
  public func layered() -> TemplateSet { TemplateSet(on: self) }

  /// Parses a text and adds it under `name`, with all that it defines. Later definitions replace earlier ones, except
  /// that one with nothing but blanks and comments never replaces one that has something, as in Go.
  ///
  /// - Throws: ``TemplateError`` of kind `.parse`: `template: NAME:LINE: ...`.
  public mutating func parse(name: String, text: String) throws(TemplateError) {
    _ = try add(name: name, Array(text.utf8))
  }

  /// As ``parse(name:text:)``, for a text that is held as bytes: they are shared, not copied.
  ///
  /// - Throws: ``TemplateError`` of kind `.parse`.
  public mutating func parse(name: String, bytes: [UInt8]) throws(TemplateError) {
    _ = try add(name: name, bytes)
  }

  /// As `parse`; gives the template of the text itself, even when it does not replace one of the same name.
  mutating func add(name: String, _ source: [UInt8]) throws(TemplateError) -> TemplateTree {
    var main: TemplateTree?
    for tree in try Parser.parse(name: name, source: source, functions: functions, pool: &pool) {
      if tree.name == name { main = tree }
      if tree.isEmpty, template(named: tree.name) != nil { continue }
      trees[tree.name] = tree
    }
    return main ?? TemplateTree(name: name, sourceName: name, source: [], statements: [], slotCount: 1)
  }

  /// Whether there is a template of that name.
  public func contains(_ name: String) -> Bool { template(named: name) != nil }

  /// The names of all templates, in order.
  public var names: [String] { Set(trees.keys).union(base?.set.names ?? []).sorted() }

  /// Nothing more will be parsed, so what helps with it can go.
  mutating func seal() { pool = NamePool() }

  func template(named name: String) -> TemplateTree? { trees[name] ?? base?.set.template(named: name) }
}

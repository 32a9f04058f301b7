/// Parsed templates that can call each other by name, and the functions they use.
///
/// Parse once, run many: a set is immutable while it runs and may be shared.
public struct TemplateSet: Sendable {
  public let functions: TemplateFunctions
  /// What names refer to.
  private var entries: [String: Entry] = [:]
  private var pool = NamePool()
  /// The set that this one was layered on.
  private let base: Base?

  enum Entry: Sendable {
    case tree(TemplateTree)
    /// A text that defines no templates, which is parsed when it is needed.
    case text([UInt8])
  }

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

  /// As ``parse(name:bytes:)``, but a text without definitions is only parsed when it is executed: trees take several
  /// times the memory of their texts, and most texts are executed once. What is wrong with it is found then, or by
  /// ``check(_:)``.
  ///
  /// - Throws: ``TemplateError`` of kind `.parse`, for a text with definitions.
  public mutating func add(name: String, bytes: [UInt8]) throws(TemplateError) {
    // An empty text does not replace another, and whether it is empty takes parsing.
    if contains(name) || TemplateText.mayDefine(bytes) { return try parse(name: name, bytes: bytes) }
    entries[name] = .text(bytes)
  }

  /// Parses what was added unparsed under that name, for its errors.
  ///
  /// - Throws: ``TemplateError`` of kind `.parse`.
  public func check(_ name: String) throws(TemplateError) {
    if case .text(let source)? = entry(named: name) { _ = try tree(name: name, source) }
  }

  /// The tree of a text that defines no templates.
  func tree(name: String, _ source: [UInt8]) throws(TemplateError) -> TemplateTree {
    var pool = NamePool()
    let trees = try Parser.parse(name: name, source: source, functions: functions, pool: &pool)
    return trees.last ?? TemplateTree(name: name, sourceName: name, source: [], statements: [], slotCount: 1)
  }

  /// As `parse`; gives the template of the text itself, even when it does not replace one of the same name.
  mutating func add(name: String, _ source: [UInt8]) throws(TemplateError) -> TemplateTree {
    var main: TemplateTree?
    for tree in try Parser.parse(name: name, source: source, functions: functions, pool: &pool) {
      if tree.name == name { main = tree }
      if tree.isEmpty, contains(tree.name) { continue }
      entries[tree.name] = .tree(tree)
    }
    return main ?? TemplateTree(name: name, sourceName: name, source: [], statements: [], slotCount: 1)
  }

  /// Whether there is a template of that name.
  public func contains(_ name: String) -> Bool { entry(named: name) != nil }

  /// The names of all templates, in order.
  public var names: [String] { Set(entries.keys).union(base?.set.names ?? []).sorted() }

  /// Nothing more will be parsed, so what helps with it can go.
  mutating func seal() { pool = NamePool() }

  func entry(named name: String) -> Entry? { entries[name] ?? base?.set.entry(named: name) }
}

import GoQuoting
import RegularExpressions

/// One execution of templates: the state they share, the functions as this run has them, and what it may still take.
///
/// A run, its values and its host objects stay on one thread. Deeply recursive templates need stack: see
/// ``LargeStack``. When the stack or a limit ends, the run fails with an error; it never takes the process down.
public final class TemplateRun {
  /// What a missing key of a map gives.
  public enum MissingKey: Sendable {
    /// No value, on which further fields are no values either.
    case invalid
    /// The zero of what the map maps to: nil for most, on which fields are an error. Helm's way.
    case zero
    /// An error.
    case error
  }

  /// The templates that names refer to now; ``renderText(_:data:name:)`` puts another layer on them for its time.
  public internal(set) var templates: TemplateSet
  public let limits: TemplateLimits
  public var missingKey: MissingKey
  let isCancelled: () -> Bool

  var functions: [TemplateFunction]
  var output: [UInt8] = []
  var variables: [Slot] = []
  /// Where the variables of the executing template start.
  var frame = 0
  var tree = TemplateTree(name: "", sourceName: "", source: [], statements: [], slotCount: 0)
  /// The node under way, for messages.
  var mark = Mark(id: 0, position: 0)
  var depth = 0
  var usage = Usage()
  /// Texts that were parsed when they were needed.
  private var parsed: [String: TemplateTree] = [:]
  /// Regular expressions that functions have compiled.
  var patterns: [String: RegularExpression] = [:]
  /// Time zones that functions have read.
  var zones = TimeZones()
  let stack = StackGuard()

  /// A variable or the dot.
  struct Slot {
    var value: TemplateValue
    /// It came out of a container of `interface {}`: fields of nil are an error then, and messages speak of
    /// `interface {}`.
    var isBoxed = false
    /// The declaration was executed.
    var isSet = true

    static var unset: Slot { Slot(value: .null, isSet: false) }
  }

  /// - Parameter isCancelled: asked now and then; the run ends soon after it says yes.
  public init(
    _ templates: TemplateSet, limits: TemplateLimits = TemplateLimits(), missingKey: MissingKey = .invalid,
    isCancelled: @escaping () -> Bool = { false }
  ) {
    self.templates = templates
    self.templates.seal()
    self.limits = limits
    self.missingKey = missingKey
    self.isCancelled = isCancelled
    functions = templates.functions.entries.map { entry in
      TemplateFunction(entry.parameters, variadic: entry.variadic, entry.body)
    }
  }

  /// Puts another function in the place of one that the templates were parsed with; unknown names are left alone.
  public func replace(_ name: String, with function: TemplateFunction) {
    guard let index = templates.functions.index(of: name), functions.indices.contains(index) else { return }
    functions[index] = function
  }

  // MARK: Executing

  /// Executes a template and appends what it writes.
  ///
  /// - Throws: ``TemplateError``; `output` then has what was written before.
  public func execute(_ name: String, data: TemplateValue, into output: inout [UInt8]) throws(TemplateError) {
    guard let template = try template(named: name) else {
      throw TemplateError(
        .execution, "template: no template \(GoQuote.double(name)) associated with template \"gotpl\"")
    }
    swap(&output, &self.output)
    defer { swap(&output, &self.output) }
    try enter(template, data: data)
  }

  /// Lets go of what was parsed of a text when it was needed. Should it be needed again, it is parsed again.
  public func forget(_ name: String) { parsed[name] = nil }

  /// The template that a name refers to now.
  func template(named name: String) throws(TemplateError) -> TemplateTree? {
    switch templates.entry(named: name) {
    case nil: return nil
    case .tree(let tree)?: return tree
    case .text(let source)?:
      if let tree = parsed[name] { return tree }
      let tree = try templates.tree(name: name, source)
      parsed[name] = tree
      return tree
    }
  }

  /// What a template writes; functions such as `include` are made of it.
  public func render(_ name: String, data: TemplateValue) throws(TemplateError) -> TemplateValue {
    var bytes: [UInt8] = []
    try execute(name, data: data, into: &bytes)
    return TemplateValue(bytes: bytes)
  }

  /// Parses a text on top of the known templates and executes it; its definitions are seen while it runs, and gone
  /// afterwards. `tpl` is made of it.
  ///
  /// - Parameter name: what messages call the text.
  public func renderText(_ text: String, data: TemplateValue, name: String) throws(TemplateError) -> TemplateValue {
    let outer = templates
    defer { templates = outer }
    var layered = outer.layered()
    let main = try layered.add(name: name, Array(text.utf8))
    templates = layered
    var bytes: [UInt8] = []
    swap(&bytes, &output)
    defer { swap(&bytes, &output) }
    try enter(main, data: data)
    return TemplateValue(bytes: output)
  }

  /// Executes a tree with a state of its own, and comes back to the present one.
  func enter(_ template: TemplateTree, data: TemplateValue) throws(TemplateError) {
    let outer = (tree: tree, mark: mark, depth: depth)
    defer { (tree, mark, depth) = outer }
    mark = Mark(id: 0, position: 0)
    try invoke(template, dot: data)
  }

  /// Executes a tree with fresh variables. On failure the place stays where it is, for the message.
  func invoke(_ template: TemplateTree, dot: TemplateValue) throws(TemplateError) {
    let outer = (tree: tree, frame: frame, count: variables.count)
    frame = variables.count
    variables.append(contentsOf: repeatElement(.unset, count: max(1, template.slotCount)))
    variables[frame] = Slot(value: dot)
    tree = template
    depth += 1
    defer {
      variables.removeLast(variables.count - outer.count)
      frame = outer.frame
      tree = outer.tree
      depth -= 1
    }
    _ = try walk(template.statements, dot: Slot(value: dot))
  }
}

import GoQuoting

/// Reads a template and the definitions in it. Recursive, with at most three tokens of lookahead.
struct Parser {
  /// How deep parentheses and blocks may nest.
  static let maximumNesting = 400

  var lexer: Lexer
  let functions: TemplateFunctions
  let sourceName: String
  /// All templates found so far, by name; and the order in which they were found.
  private var found: [String: TemplateTree] = [:]
  private var order: [String] = []
  private var nextID: Int32 = 0
  /// Names that were read before, here or in other texts.
  var pool: NamePool
  var nesting = 0

  /// What belongs to the template that is being read.
  struct Context {
    /// The last tokens; the first is the latest.
    var tokens = TokenWindow()
    /// How many of them are to be read again.
    var pending = 0
    /// The variables that are visible. A variable's place here is its slot, except where it was never declared.
    var variables: [(name: String, slot: Int?)] = [("$", 0)]
    var slotCount = 1
    var rangeDepth = 0
    /// The line in which the action under way started.
    var actionLine = 0
  }
  var context = Context()

  private init(name: String, source: [UInt8], functions: TemplateFunctions, pool: NamePool) {
    lexer = Lexer(source)
    sourceName = name
    self.functions = functions
    self.pool = pool
  }

  /// All templates of a text: the definitions in it, and last the text itself under `name`.
  static func parse(
    name: String, source: [UInt8], functions: TemplateFunctions, pool: inout NamePool
  ) throws(TemplateError) -> [TemplateTree] {
    guard source.count < Int(Int32.max) else {
      throw TemplateError(.limit, "template: \(name): longer than 2 GiB")
    }
    var parser = Parser(name: name, source: source, functions: functions, pool: pool)
    // One owner, so that it grows in place.
    pool = NamePool()
    defer { pool = parser.pool }
    try parser.parseAll()
    return parser.order.compactMap { parser.found[$0] }
  }

  mutating func mark(_ position: Int) -> Mark {
    nextID &+= 1
    return Mark(id: nextID, position: Int32(truncatingIfNeeded: position))
  }

  // MARK: Errors

  func error(_ message: String) -> TemplateError {
    TemplateError(.parse, "template: \(sourceName):\(context.tokens[0].line): \(message)")
  }

  func unexpected(_ token: Token, in place: String) -> TemplateError {
    guard token.kind == .error else { return error("unexpected \(shown(token)) in \(place)") }
    let message = lexer.failure
    var extra = ""
    if context.actionLine != 0, context.actionLine != token.line {
      // Not "unclosed action in action started".
      extra = message.hasSuffix(" action") ? "" : " in action"
      extra += " started at \(sourceName):\(context.actionLine)"
    }
    return error(message + extra)
  }

  /// How messages show a token.
  private func shown(_ token: Token) -> String {
    switch token.kind {
    case .eof: return "EOF"
    case .error: return lexer.failure
    // Texts are only referred to.
    case .text: return GoQuote.double("")
    default: break
    }
    let text = text(token)
    if token.kind.isKeyword { return "<\(text)>" }
    guard text.utf8.count > 10 else { return GoQuote.double(text) }
    var shortened = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(10) { shortened.append(scalar) }
    return GoQuote.double(String(shortened)) + "..."
  }

  /// Counts a level down; the caller counts it up again.
  mutating func enter() throws(TemplateError) {
    nesting += 1
    if nesting > Parser.maximumNesting { throw error("max expression depth exceeded") }
  }

  // MARK: Templates

  private mutating func parseAll() throws(TemplateError) {
    var statements: [Statement] = []
    while peek().kind != .eof {
      if peek().kind == .leftDelimiter {
        let delimiter = next()
        if nextNonSpace().kind == .define {
          try definition()
          continue
        }
        backup(over: delimiter)
      }
      switch try textOrAction() {
      case .statement(let statement): statements.append(statement)
      case .end: throw error("unexpected {{end}}")
      case .otherwise: throw error("unexpected {{else}}")
      }
    }
    try add(name: sourceName, statements)
  }

  private mutating func add(name: String, _ statements: [Statement]) throws(TemplateError) {
    let tree = TemplateTree(
      name: name, sourceName: sourceName, source: lexer.source, statements: statements.shrunk,
      slotCount: context.slotCount)
    if let known = found[name], !known.isEmpty {
      if !tree.isEmpty { throw error("template: multiple definition of template \(GoQuote.double(name))") }
      return
    }
    if found.updateValue(tree, forKey: name) == nil { order.append(name) }
  }

  /// A template inside of this one, with variables of its own, up to its end.
  private mutating func nested(_ name: (inout Parser) throws(TemplateError) -> String, clause: String)
    throws(TemplateError) -> String
  {
    let outer = context
    context = Context()
    defer { context = outer }
    let name = try name(&self)
    let (statements, ending) = try list()
    guard case .end = ending else { throw error("unexpected {{else}} in \(clause)") }
    try add(name: name, statements)
    return name
  }

  private mutating func definition() throws(TemplateError) {
    _ = try nested(
      { parser throws(TemplateError) in
        let token = parser.nextNonSpace()
        guard token.kind == .string || token.kind == .rawString else {
          throw parser.unexpected(token, in: "define clause")
        }
        let name = try parser.unquoted(token)
        try parser.expect(.rightDelimiter, in: "define clause")
        return String(decoding: name, as: UTF8.self)
      }, clause: "define clause")
  }

  mutating func block(_ position: Int) throws(TemplateError) -> Statement {
    let token = nextNonSpace()
    let name = try templateName(token, in: "block clause")
    let pipeline = try pipeline("block clause", until: .rightDelimiter)
    _ = try nested({ _ in name }, clause: "block clause")
    return .template(InvocationNode(mark(token.position), name: name, pipeline: pipeline))
  }

  mutating func invocation() throws(TemplateError) -> Statement {
    let token = nextNonSpace()
    let name = try templateName(token, in: "template clause")
    var argument: PipelineNode?
    if nextNonSpace().kind != .rightDelimiter {
      backup()
      argument = try pipeline("template clause", until: .rightDelimiter)
    }
    return .template(InvocationNode(mark(token.position), name: name, pipeline: argument))
  }

  private func templateName(_ token: Token, in clause: String) throws(TemplateError) -> String {
    guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, in: clause) }
    return String(decoding: try unquoted(token), as: UTF8.self)
  }

  func unquoted(_ token: Token) throws(TemplateError) -> [UInt8] {
    guard let bytes = GoQuote.unquote(text(token)) else { throw error("invalid syntax") }
    return bytes
  }

  // MARK: Tokens

  func text(_ token: Token) -> String { String(decoding: lexer.source[token.position..<token.end], as: UTF8.self) }

  /// The text of a token that is likely to come again.
  mutating func name(_ token: Token) -> String {
    token.end - token.position > NamePool.inlineBytes ? pool.name(text(token)) : text(token)
  }

  mutating func next() -> Token {
    if context.pending > 0 {
      context.pending -= 1
    } else {
      context.tokens[0] = lexer.next()
    }
    return context.tokens[context.pending]
  }

  mutating func backup() { context.pending += 1 }

  /// Gives back two tokens, this one and the latest.
  mutating func backup(over token: Token) {
    context.tokens[1] = token
    context.pending = 2
  }

  /// Gives back three tokens: these two and the latest.
  mutating func backup(over second: Token, _ third: Token) {
    context.tokens[1] = third
    context.tokens[2] = second
    context.pending = 3
  }

  mutating func peek() -> Token {
    if context.pending > 0 { return context.tokens[context.pending - 1] }
    context.pending = 1
    context.tokens[0] = lexer.next()
    return context.tokens[0]
  }

  mutating func nextNonSpace() -> Token {
    while true {
      let token = next()
      if token.kind != .space { return token }
    }
  }

  mutating func peekNonSpace() -> Token {
    let token = nextNonSpace()
    backup()
    return token
  }

  mutating func expect(_ kind: Token.Kind, in place: String) throws(TemplateError) {
    let token = nextNonSpace()
    if token.kind != kind { throw unexpected(token, in: place) }
  }
}

/// The last three tokens, the first being the latest.
struct TokenWindow {
  private var first = Token.none
  private var second = Token.none
  private var third = Token.none

  subscript(index: Int) -> Token {
    get {
      switch index {
      case 0: first
      case 1: second
      default: third
      }
    }
    set {
      switch index {
      case 0: first = newValue
      case 1: second = newValue
      default: third = newValue
      }
    }
  }
}

extension Array {
  /// The same elements without room for more.
  var shrunk: [Element] {
    capacity > count + 2
      ? [Element](unsafeUninitializedCapacity: count) { buffer, filled in
        filled = buffer.initialize(fromContentsOf: self)
      } : self
  }
}

extension Parser {
  /// What was read: a statement, or what ends a list of them.
  enum Element {
    case statement(Statement)
    case end
    /// `{{else}}`, with the keyword of `{{else if}}` or `{{else with}}` still to come if there is one.
    case otherwise
  }

  /// Statements up to an end or an else.
  mutating func list() throws(TemplateError) -> (statements: [Statement], ending: Element) {
    var statements: [Statement] = []
    while peekNonSpace().kind != .eof {
      switch try textOrAction() {
      case .statement(let statement): statements.append(statement)
      case let ending: return (statements, ending)
      }
    }
    throw error("unexpected EOF")
  }

  mutating func textOrAction() throws(TemplateError) -> Element {
    let token = nextNonSpace()
    switch token.kind {
    case .text:
      let range = Int32(truncatingIfNeeded: token.position)..<Int32(truncatingIfNeeded: token.end)
      return .statement(.text(mark(token.position), range))
    case .leftDelimiter:
      context.actionLine = token.line
      try enter()
      let element = try action()
      nesting -= 1
      context.actionLine = 0
      return element
    default: throw unexpected(token, in: "input")
    }
  }

  private mutating func action() throws(TemplateError) -> Element {
    let token = nextNonSpace()
    switch token.kind {
    case .block: return .statement(try block(token.position))
    case .breakKeyword: return .statement(.breakLoop(try loopControl(token, "{{break}}")))
    case .continueKeyword: return .statement(.continueLoop(try loopControl(token, "{{continue}}")))
    case .elseKeyword: return try elseControl()
    case .end:
      try expect(.rightDelimiter, in: "end")
      return .end
    case .ifKeyword: return .statement(.branch(try branch(.if, token.position)))
    case .range: return .statement(.branch(try branch(.range, token.position)))
    case .template: return .statement(try invocation())
    case .with: return .statement(.branch(try branch(.with, token.position)))
    default: break
    }
    backup()
    let first = peek()
    let mark = mark(first.position)
    return .statement(.action(mark, try pipeline("command", until: .rightDelimiter)))
  }

  private mutating func loopControl(_ keyword: Token, _ text: String) throws(TemplateError) -> Mark {
    let token = nextNonSpace()
    if token.kind != .rightDelimiter { throw unexpected(token, in: text) }
    if context.rangeDepth == 0 { throw error("\(text) outside {{range}}") }
    return mark(keyword.position)
  }

  private mutating func elseControl() throws(TemplateError) -> Element {
    let kind = peekNonSpace().kind
    if kind == .ifKeyword || kind == .with { return .otherwise }
    try expect(.rightDelimiter, in: "else")
    return .otherwise
  }

  private mutating func branch(_ kind: BranchNode.Kind, _ position: Int) throws(TemplateError) -> BranchNode {
    let visible = context.variables.count
    defer { context.variables.removeLast(context.variables.count - visible) }
    let pipeline = try pipeline(kind.rawValue, until: .rightDelimiter)
    let inBoth = context.variables.count
    if kind == .range { context.rangeDepth += 1 }
    let (body, ending) = try list()
    if kind == .range { context.rangeDepth -= 1 }
    var otherwise: [Statement]?
    if case .otherwise = ending {
      hideVariables(from: inBoth)
      otherwise = try elsePart(of: kind)
    }
    let mark = mark(Int(pipeline.mark.position))
    return BranchNode(mark, kind, pipeline, body.shrunk, otherwise: otherwise?.shrunk)
  }

  /// Names that the body declared are still known in the part after `{{else}}`, but there they mean what they meant
  /// before: the body did not run.
  private mutating func hideVariables(from start: Int) {
    for index in start..<context.variables.count {
      let name = context.variables[index].name
      context.variables[index].slot = context.variables[..<start].last { $0.name == name }?.slot
    }
  }

  /// `{{else if x}}` reads as `{{else}}{{if x}}` whose end serves both; likewise `with` in `with`.
  private mutating func elsePart(of kind: BranchNode.Kind) throws(TemplateError) -> [Statement] {
    let chained: (Token.Kind, BranchNode.Kind)? =
      switch kind {
      case .if: (.ifKeyword, .if)
      case .with: (.with, .with)
      case .range: nil
      }
    if let (keyword, kind) = chained, peek().kind == keyword {
      let token = next()
      // Chains are long in practice, and each link is a level of recursion here and when they run.
      try enter()
      defer { nesting -= 1 }
      return [.branch(try branch(kind, token.position))]
    }
    let (statements, ending) = try list()
    guard case .end = ending else { throw error("expected end; found {{else}}") }
    return statements
  }
}

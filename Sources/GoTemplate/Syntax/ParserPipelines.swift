extension Parser {
  /// Declarations and commands, up to and including the token that ends them.
  mutating func pipeline(_ place: String, until end: Token.Kind) throws(TemplateError) -> PipelineNode {
    let start = peekNonSpace()
    let mark = mark(start.position)
    let (declarations, isAssignment) = try declarations(in: place)
    var commands: [CommandNode] = []
    while true {
      let token = nextNonSpace()
      switch token.kind {
      case end:
        try check(commands, in: place)
        if !isAssignment { reveal(declarations) }
        return PipelineNode(mark, isAssignment: isAssignment, declarations: declarations, commands: commands)
      case .bool, .charConstant, .complex, .dot, .field, .identifier, .number, .null, .rawString, .string,
        .variable, .leftParen:
        backup()
        commands.append(try command())
      default: throw unexpected(token, in: place)
      }
    }
  }

  /// `$x :=`, `$x =`, `$i, $x :=`; nothing when the pipeline starts otherwise.
  private mutating func declarations(
    in place: String
  ) throws(TemplateError) -> (nodes: [VariableNode], isAssignment: Bool) {
    var names: [Token] = []
    while peekNonSpace().kind == .variable {
      let variable = next()
      // "$x foo" needs "foo" to know that $x is an argument.
      let following = peek()
      let sign = peekNonSpace()
      if sign.kind == .assign || sign.kind == .declare {
        _ = nextNonSpace()
        names.append(variable)
        let isAssignment = sign.kind == .assign
        return (names.map { declare($0, isAssignment: isAssignment) }, isAssignment)
      }
      if sign.kind == .char, sign.text == "," {
        _ = nextNonSpace()
        names.append(variable)
        guard place == "range", names.count < 2 else { throw error("too many declarations in \(place)") }
        switch peekNonSpace().kind {
        case .variable, .rightDelimiter, .rightParen: continue
        default: throw error("range can only initialize variables")
        }
      }
      if following.kind == .space { backup(over: variable, following) } else { backup(over: variable) }
      break
    }
    return (names.map { declare($0, isAssignment: false) }, false)
  }

  private mutating func declare(_ token: Token, isAssignment: Bool) -> VariableNode {
    let outer = context.variables.last { $0.name == token.text }?.slot
    let slot = isAssignment ? outer : context.variables.count
    // Until the pipeline ends, the name means what it meant before: `$x := append $x 1`.
    context.variables.append((token.text, outer))
    context.slotCount = max(context.slotCount, context.variables.count)
    return VariableNode(mark(token.position), name: token.text, slot: slot)
  }

  /// From here on the names mean the variables that were just declared.
  private mutating func reveal(_ declarations: [VariableNode]) {
    for node in declarations {
      guard let slot = node.slot, context.variables.indices.contains(slot) else { continue }
      context.variables[slot].slot = slot
    }
  }

  private func check(_ commands: [CommandNode], in place: String) throws(TemplateError) {
    if commands.isEmpty { throw error("missing value for \(place)") }
    for (index, command) in commands.enumerated().dropFirst() {
      switch command.operands.first {
      case .bool, .dot, .null, .number, .string:
        throw error("non executable command in pipeline stage \(index + 1)")
      default: break
      }
    }
  }

  /// Words up to a pipe, which is taken, or to the end of the pipeline, which is not.
  private mutating func command() throws(TemplateError) -> CommandNode {
    let mark = mark(peekNonSpace().position)
    var operands: [Operand] = []
    loop: while true {
      _ = peekNonSpace()
      if let operand = try operand() { operands.append(operand) }
      let token = next()
      switch token.kind {
      case .space: continue
      case .rightDelimiter, .rightParen:
        backup()
        break loop
      case .pipe: break loop
      default: throw unexpected(token, in: "operand")
      }
    }
    if operands.isEmpty { throw error("empty command") }
    return CommandNode(mark, operands)
  }

  /// A term and the fields behind it.
  private mutating func operand() throws(TemplateError) -> Operand? {
    guard let term = try term() else { return nil }
    guard peek().kind == .field else { return term }
    let position = peek().position
    var fields: [String] = []
    while peek().kind == .field { fields.append(String(next().text.dropFirst())) }
    switch term {
    case .field(let node): return .field(FieldNode(mark(position), node.names + fields))
    case .variable(let node):
      return .variable(
        VariableNode(mark(position), name: node.name, slot: node.slot, fields: node.fields + fields))
    case .bool, .string, .number, .null, .dot:
      throw error("unexpected . after term \(Quote.double(term.text))")
    case .function, .chain, .pipeline: return .chain(ChainNode(mark(position), term, fields))
    }
  }

  private mutating func term() throws(TemplateError) -> Operand? {
    let token = nextNonSpace()
    let position = token.position
    switch token.kind {
    case .identifier:
      guard let index = functions.index(of: token.text) else {
        throw error("function \(Quote.double(token.text)) not defined")
      }
      return .function(FunctionNode(mark(position), name: token.text, index: index))
    case .dot: return .dot(mark(position))
    case .null: return .null(mark(position))
    case .variable:
      guard let known = context.variables.last(where: { $0.name == token.text }) else {
        throw error("undefined variable \(Quote.double(token.text))")
      }
      return .variable(VariableNode(mark(position), name: token.text, slot: known.slot))
    case .field: return .field(FieldNode(mark(position), [String(token.text.dropFirst())]))
    case .bool: return .bool(mark(position), token.text == "true")
    case .charConstant, .complex, .number: return .number(NumberNode(mark(position), try number(token)))
    case .leftParen:
      try enter()
      defer { nesting -= 1 }
      return .pipeline(try pipeline("parenthesized pipeline", until: .rightParen))
    case .string, .rawString:
      return .string(StringNode(mark(position), quoted: token.text, bytes: try unquoted(token)))
    default:
      backup()
      return nil
    }
  }

  private func number(_ token: Token) throws(TemplateError) -> NumberLiteral {
    do throws(NumberLiteral.Malformed) {
      return try NumberLiteral(token.text, kind: token.kind)
    } catch {
      throw self.error(error.message)
    }
  }
}

import GoQuoting

extension Parser {
  /// Declarations and commands, up to and including the token that ends them.
  mutating func pipeline(_ place: String, until end: Token.Kind) throws(TemplateError) -> PipelineNode {
    let start = peekNonSpace()
    let mark = mark(start.position)
    let declaration = try declarations(in: place)
    var first: CommandNode?
    var others: [CommandNode] = []
    while true {
      let token = nextNonSpace()
      switch token.kind {
      case end:
        guard let first else { throw error("missing value for \(place)") }
        try check(others)
        if let declaration, !declaration.isAssignment { reveal(declaration.variables) }
        return PipelineNode(mark, declaration, first: first, others: others)
      case .bool, .charConstant, .complex, .dot, .field, .identifier, .number, .null, .rawString, .string,
        .variable, .leftParen:
        backup()
        let command = try command()
        if first == nil { first = command } else { others.append(command) }
      default: throw unexpected(token, in: place)
      }
    }
  }

  /// `$x :=`, `$x =`, `$i, $x :=`; nothing when the pipeline starts otherwise.
  private mutating func declarations(in place: String) throws(TemplateError) -> PipelineNode.Declaration? {
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
        return declaration(names, isAssignment: isAssignment)
      }
      if sign.kind == .char, lexer.source[sign.position] == UInt8(ascii: ",") {
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
    return names.isEmpty ? nil : declaration(names, isAssignment: false)
  }

  private mutating func declaration(_ names: [Token], isAssignment: Bool) -> PipelineNode.Declaration {
    PipelineNode.Declaration(names.map { declare($0, isAssignment: isAssignment) }, isAssignment: isAssignment)
  }

  private mutating func declare(_ token: Token, isAssignment: Bool) -> VariableNode {
    let name = name(token)
    let outer = context.variables.last { $0.name == name }?.slot
    let slot = isAssignment ? outer : context.variables.count
    // Until the pipeline ends, the name means what it meant before: `$x := append $x 1`.
    context.variables.append((name, outer))
    context.slotCount = max(context.slotCount, context.variables.count)
    return VariableNode(mark(token.position), name: name, slot: slot)
  }

  /// From here on the names mean the variables that were just declared.
  private mutating func reveal(_ declarations: [VariableNode]) {
    for node in declarations {
      guard let slot = node.slot, context.variables.indices.contains(slot) else { continue }
      context.variables[slot].slot = slot
    }
  }

  private func check(_ commands: [CommandNode]) throws(TemplateError) {
    for (index, command) in commands.enumerated() {
      switch command.operands.first {
      case .bool, .dot, .null, .number, .string:
        throw error("non executable command in pipeline stage \(index + 2)")
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
    return CommandNode(mark, operands.shrunk)
  }

  /// A term and the fields behind it.
  private mutating func operand() throws(TemplateError) -> Operand? {
    guard let term = try term() else { return nil }
    guard peek().kind == .field else { return term }
    let position = peek().position
    let fields = path().names
    switch term {
    case .field(let node): return .field(FieldNode(mark(position), node.names + fields))
    case .variable(let node):
      return .variable(
        VariableNode(mark(position), name: node.name, slot: node.slot, fields: node.fields + fields))
    case .bool, .string, .number, .null, .dot:
      throw error("unexpected . after term \(GoQuote.double(term.text))")
    case .function, .chain, .pipeline: return .chain(ChainNode(mark(position), term, fields))
    }
  }

  /// The names of this field and of those that follow without a blank. Messages place them at the second.
  private mutating func path() -> (names: [String], position: Int) {
    let first = next()
    var end = first.end
    let position = peek().kind == .field ? peek().position : first.position
    while peek().kind == .field { end = next().end }
    return (pool.path(String(decoding: lexer.source[first.position..<end], as: UTF8.self)), position)
  }

  private mutating func term() throws(TemplateError) -> Operand? {
    let token = nextNonSpace()
    let position = token.position
    switch token.kind {
    case .identifier:
      let name = name(token)
      guard let index = functions.index(of: name) else {
        throw error("function \(GoQuote.double(name)) not defined")
      }
      return .function(FunctionNode(mark(position), name: name, index: index))
    case .dot: return .dot(mark(position))
    case .null: return .null(mark(position))
    case .variable:
      let name = name(token)
      guard let known = context.variables.last(where: { $0.name == name }) else {
        throw error("undefined variable \(GoQuote.double(name))")
      }
      return .variable(VariableNode(mark(position), name: known.name, slot: known.slot))
    case .field:
      backup()
      let path = path()
      return .field(FieldNode(mark(path.position), path.names))
    case .bool: return .bool(mark(position), token.end - position == "true".utf8.count)
    case .charConstant, .complex, .number: return .number(NumberNode(mark(position), try number(token)))
    case .leftParen:
      try enter()
      defer { nesting -= 1 }
      return .pipeline(try pipeline("parenthesized pipeline", until: .rightParen))
    case .string, .rawString:
      return .string(try string(token))
    default:
      backup()
      return nil
    }
  }

  private mutating func string(_ token: Token) throws(TemplateError) -> StringNode {
    let quoted = text(token)
    guard let bytes = GoQuote.unquote(quoted) else { throw error("invalid syntax") }
    let mark = mark(token.position)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return StringNode(mark, quoted: quoted, .bytes(bytes))
    }
    return StringNode(mark, quoted: quoted, .text(pool.name(text)))
  }

  private func number(_ token: Token) throws(TemplateError) -> NumberLiteral {
    do throws(NumberLiteral.Malformed) {
      return try NumberLiteral(text(token), kind: token.kind)
    } catch {
      throw self.error(error.message)
    }
  }
}

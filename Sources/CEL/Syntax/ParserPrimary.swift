extension Parser {
  mutating func primary() throws(CompileFailure) -> Expression {
    let start = offset
    switch token {
    case .symbol(.leftParen):
      advance()
      let inner = try expression()
      try expect(.rightParen)
      return inner
    case .symbol(.leftBracket): return try list()
    case .symbol(.leftBrace): return try map()
    case .symbol(.dot):
      advance()
      guard case .identifier(let name) = token else { throw unexpected("a name after '.'") }
      return try nameOrCall(name, isRooted: true, at: start)
    case .identifier(let name): return try nameOrCall(name, isRooted: false, at: start)
    default:
      let value = try literal()
      advance()
      return try make(.literal(value), at: start)
    }
  }

  private func literal() throws(CompileFailure) -> CELValue {
    switch token {
    case .int(let magnitude):
      guard let value = Int64(exactly: magnitude) else {
        throw .syntax("the integer does not fit into 64 bits", at: offset)
      }
      return .int(value)
    case .uint(let value): return .uint(value)
    case .double(let value): return .double(value)
    case .string(let value): return .string(value)
    case .bytes(let value): return .bytes(value)
    default: throw unexpected("an expression")
    }
  }

  private mutating func nameOrCall(
    _ name: String, isRooted: Bool, at start: Int
  ) throws(CompileFailure) -> Expression {
    if let constant = Parser.constants[name], !isRooted {
      advance()
      return try make(.literal(constant), at: start)
    }
    guard !Parser.reserved.contains(name), Parser.constants[name] == nil, name != "in" else {
      throw .syntax("'\(name)' is a reserved word", at: start)
    }
    advance()
    guard token == .symbol(.leftParen) else {
      return try make(.variable(name, isRooted: isRooted), at: start)
    }
    advance()
    let arguments = try arguments()
    if name == "has", arguments.count == 1 { return try has(arguments[0], at: start) }
    return try call(name, isMember: false, arguments, at: start)
  }

  /// The selections, indexes and method calls after a primary.
  mutating func member(of primary: Expression) throws(CompileFailure) -> Expression {
    var operand = primary
    while true {
      switch token {
      case .symbol(.dot): operand = try selection(from: operand)
      case .symbol(.leftBracket): operand = try index(into: operand)
      case .symbol(.leftBrace):
        guard case .variable = operand.node else {
          if case .select = operand.node { throw message(at: operand.offset) }
          return operand
        }
        throw message(at: operand.offset)
      default: return operand
      }
    }
  }

  private func message(at offset: Int) -> CompileFailure {
    CompileFailure(.unsupported("protocol buffer messages; use a map literal"), at: offset)
  }

  private mutating func selection(from operand: Expression) throws(CompileFailure) -> Expression {
    let start = offset
    advance()
    let isOptional = skip(.question)
    let field: String
    switch token {
    case .identifier(let name) where Parser.constants[name] == nil && name != "in": field = name
    case .quotedIdentifier(let name): field = name
    default: throw unexpected("a field name after '.'")
    }
    advance()
    if token == .symbol(.leftParen), !isOptional {
      advance()
      return try methodCall(field, on: operand, arguments(), at: start)
    }
    let select = try make(.select(operand, field: field, isOptional: isOptional), at: start)
    if let name = select.qualifiedName, name.hasPrefix("google."), let type = CELType(rawValue: name) {
      return try make(.literal(.type(type)), at: start)
    }
    return select
  }

  private mutating func index(into operand: Expression) throws(CompileFailure) -> Expression {
    let start = offset
    advance()
    let isOptional = skip(.question)
    let key = try expression()
    try expect(.rightBracket)
    return try make(.index(operand, key: key, isOptional: isOptional), at: start)
  }

  /// The arguments of a call, behind the opening parenthesis.
  private mutating func arguments() throws(CompileFailure) -> [Expression] {
    var arguments: [Expression] = []
    if skip(.rightParen) { return arguments }
    repeat { arguments.append(try expression()) } while skip(.comma)
    try expect(.rightParen)
    return arguments
  }

  private mutating func list() throws(CompileFailure) -> Expression {
    let start = offset
    advance()
    var elements: [Expression.Element] = []
    while token != .symbol(.rightBracket) {
      let isOptional = skip(.question)
      elements.append(Expression.Element(value: try expression(), isOptional: isOptional))
      guard skip(.comma) else { break }
    }
    try expect(.rightBracket)
    return try make(.list(elements), at: start)
  }

  private mutating func map() throws(CompileFailure) -> Expression {
    let start = offset
    advance()
    var members: [Expression.Member] = []
    while token != .symbol(.rightBrace) {
      let isOptional = skip(.question)
      let key = try expression()
      try expect(.colon)
      let value = try expression()
      members.append(Expression.Member(key: key, value: value, isOptional: isOptional))
      guard skip(.comma) else { break }
    }
    try expect(.rightBrace)
    return try make(.map(members), at: start)
  }

  private static let constants: [String: CELValue] = [
    "true": .bool(true), "false": .bool(false), "null": .null,
  ]

  /// Kept free for languages that embed CEL (language definition, "Syntax"); fine as field names.
  static let reserved: Set<String> = [
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
    "namespace", "package", "return", "var", "void", "while",
  ]
}

extension Expression {
  /// `a.b.c` as one name, if it is made of nothing but names.
  var qualifiedName: String? {
    switch node {
    case .variable(let name, _): name
    case .select(let operand, let field, false): operand.qualifiedName.map { "\($0).\(field)" }
    default: nil
    }
  }
}

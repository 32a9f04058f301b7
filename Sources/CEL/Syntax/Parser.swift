/// A recursive descent parser for the grammar of the language definition, with the optional syntax
/// (`a.?b`, `a[?b]`, `[?x]`, `{?k: v}`).
struct Parser {
  private let tokens: [PositionedToken]
  private var index = 0
  /// How many calls of `expression` are on the stack.
  private var nesting = 0
  private let limits: CELLimits
  /// Unknown functions fail at evaluation instead.
  let allowsUnknownFunctions: Bool

  private init(tokens: [PositionedToken], options: CELOptions) {
    self.tokens = tokens
    limits = options.limits
    allowsUnknownFunctions = !options.checksTypes
  }

  static func parse(_ source: [UInt8], options: CELOptions) throws(CompileFailure) -> Expression {
    let limit = options.limits.expressionBytes
    guard source.count <= limit else {
      throw CompileFailure(.limitExceeded("more than \(limit) bytes"), at: 0)
    }
    var parser = Parser(tokens: try Lexer.tokens(of: source), options: options)
    let expression = try parser.expression()
    try parser.expect(.end, "an operator or the end of the expression")
    return expression
  }

  // MARK: Tokens

  var token: Token { index < tokens.count ? tokens[index].token : .end }

  var offset: Int {
    (index < tokens.count ? tokens[index] : tokens.last)?.offset ?? 0
  }

  /// The token after the current one.
  var following: Token { index + 1 < tokens.count ? tokens[index + 1].token : .end }

  mutating func advance() {
    index += 1
  }

  mutating func skip(_ symbol: Token.Symbol) -> Bool {
    guard token == .symbol(symbol) else { return false }
    advance()
    return true
  }

  mutating func expect(_ expected: Token, _ description: String) throws(CompileFailure) {
    guard token == expected else { throw unexpected(description) }
    advance()
  }

  mutating func expect(_ symbol: Token.Symbol) throws(CompileFailure) {
    try expect(.symbol(symbol), "'\(symbol.rawValue)'")
  }

  func unexpected(_ expected: String) -> CompileFailure {
    .syntax("expected \(expected), found \(token)", at: offset)
  }

  // MARK: Nodes

  func make(_ node: Expression.Node, at offset: Int) throws(CompileFailure) -> Expression {
    let depth = Expression.depth(of: node)
    guard depth <= limits.nesting else { throw tooDeep(at: offset) }
    return Expression(node: node, offset: offset, depth: depth)
  }

  private func tooDeep(at offset: Int) -> CompileFailure {
    CompileFailure(.limitExceeded("nested more than \(limits.nesting) levels deep"), at: offset)
  }

  // MARK: Grammar

  mutating func expression() throws(CompileFailure) -> Expression {
    guard nesting < limits.nesting else { throw tooDeep(at: offset) }
    nesting += 1
    defer { nesting -= 1 }
    let condition = try binary(minimum: 0)
    let start = offset
    guard skip(.question) else { return condition }
    let then = try binary(minimum: 0)
    try expect(.colon)
    let otherwise = try expression()
    return try make(.conditional(condition, then: then, otherwise: otherwise), at: start)
  }

  /// Precedence climbing: operators that bind at least as tightly as `minimum`.
  private mutating func binary(minimum: Int) throws(CompileFailure) -> Expression {
    var left = try unary()
    while let (name, precedence) = binaryOperator(), precedence >= minimum {
      let start = offset
      if precedence < Parser.comparisonPrecedence {
        left = try logical(left, precedence, at: start)
      } else {
        advance()
        let right = try binary(minimum: precedence + 1)
        left = try call(name, isMember: false, [left, right], at: start)
      }
    }
    return left
  }

  /// A chain of `||` or `&&` is one node, so that a long one is not deep.
  private mutating func logical(
    _ first: Expression, _ precedence: Int, at start: Int
  ) throws(CompileFailure) -> Expression {
    let symbol = token
    var operands = [first]
    while token == symbol {
      advance()
      operands.append(try binary(minimum: precedence + 1))
    }
    return try make(symbol == .symbol(.or) ? .or(operands) : .and(operands), at: start)
  }

  private static let comparisonPrecedence = 2

  private func binaryOperator() -> (name: String, precedence: Int)? {
    switch token {
    case .symbol(.or): ("_||_", 0)
    case .symbol(.and): ("_&&_", 1)
    case .symbol(.equal): ("_==_", 2)
    case .symbol(.notEqual): ("_!=_", 2)
    case .symbol(.less): ("_<_", 2)
    case .symbol(.lessEqual): ("_<=_", 2)
    case .symbol(.greater): ("_>_", 2)
    case .symbol(.greaterEqual): ("_>=_", 2)
    case .identifier("in"): ("_in_", 2)
    case .symbol(.plus): ("_+_", 3)
    case .symbol(.minus): ("_-_", 3)
    case .symbol(.star): ("_*_", 4)
    case .symbol(.slash): ("_/_", 4)
    case .symbol(.percent): ("_%_", 4)
    default: nil
    }
  }

  private mutating func unary() throws(CompileFailure) -> Expression {
    let start = offset
    if let literal = try negativeNumber() { return try member(of: literal) }
    for (symbol, name) in [(Token.Symbol.not, "!_"), (.minus, "-_")] where token == .symbol(symbol) {
      var count = 0
      while token == .symbol(symbol), !(symbol == .minus && followingIsNumber) {
        advance()
        count += 1
      }
      // A long row of one operator does what its last one or two do.
      let remaining = count > 2 ? 2 - count % 2 : count
      var operand = try symbol == .minus && token == .symbol(.minus) ? unary() : member(of: primary())
      for _ in 0..<remaining { operand = try call(name, isMember: false, [operand], at: start) }
      return operand
    }
    return try member(of: primary())
  }

  private var followingIsNumber: Bool {
    switch following {
    case .int, .double: true
    default: false
    }
  }

  /// `-1` is one literal, or the smallest integer could not be written.
  private mutating func negativeNumber() throws(CompileFailure) -> Expression? {
    guard token == .symbol(.minus) else { return nil }
    let start = offset
    let value: CELValue
    switch following {
    case .int(let magnitude):
      guard magnitude <= Int64.min.magnitude else {
        throw .syntax("the integer does not fit into 64 bits", at: start)
      }
      value = .int(Int64(truncatingIfNeeded: 0 &- magnitude))
    case .double(let magnitude): value = .double(-magnitude)
    default: return nil
    }
    advance()
    advance()
    return try make(.literal(value), at: start)
  }
}

/// A node of the syntax tree. Functions are already looked up, macros already expanded.
struct Expression: Sendable {
  let node: Node
  /// Where it is reported, in UTF-8 bytes.
  let offset: Int
  /// 1 for a leaf. Bounded by ``CELLimits/nesting``, so walking the tree cannot exhaust the stack.
  let depth: Int

  indirect enum Node: Sendable {
    case literal(CELValue)
    case variable(String, isRooted: Bool)
    /// `operand.field`, or with `isOptional` `operand.?field`.
    case select(Expression, field: String, isOptional: Bool)
    /// `has(operand.field)`.
    case has(Expression, field: String)
    /// `operand[key]`, or with `isOptional` `operand[?key]`.
    case index(Expression, key: Expression, isOptional: Bool)
    case list([Element])
    case map([Member])
    case call(Function, [Expression])
    /// `matches` with a literal pattern.
    case match(Expression, TextPattern)
    case and([Expression])
    case or([Expression])
    case conditional(Expression, then: Expression, otherwise: Expression)
    case comprehension(Comprehension)
    /// `target.optMap(variable, body)` and, with `isFlat`, `optFlatMap`.
    case optionalMap(Expression, variable: String, body: Expression, isFlat: Bool)
  }

  struct Element: Sendable {
    let value: Expression
    let isOptional: Bool
  }

  struct Member: Sendable {
    let key: Expression
    let value: Expression
    let isOptional: Bool
  }
}

/// A macro that walks over the elements of a list or the keys of a map.
struct Comprehension: Sendable {
  enum Kind: String, Sendable {
    case all
    case exists
    case existsOne = "exists_one"
    case filter
    case map
  }

  let kind: Kind
  let range: Expression
  let variable: String
  /// The condition; nil for `map` with two arguments.
  let predicate: Expression?
  /// What `map` yields.
  let transform: Expression?
}

extension Expression {
  /// The direct parts, to compute depths.
  static func depth(of node: Node) -> Int {
    switch node {
    case .literal, .variable: 1
    case .select(let operand, _, _), .has(let operand, _), .match(let operand, _): operand.depth + 1
    case .index(let operand, let key, _): max(operand.depth, key.depth) + 1
    case .list(let elements): deepest(elements.map(\.value))
    case .map(let members): deepest(members.flatMap { [$0.key, $0.value] })
    case .call(_, let arguments): deepest(arguments)
    case .and(let operands), .or(let operands): deepest(operands)
    case .conditional(let condition, let then, let otherwise):
      deepest([condition, then, otherwise])
    case .comprehension(let loop):
      deepest([loop.range] + [loop.predicate, loop.transform].compactMap { $0 })
    case .optionalMap(let target, _, let body, _): deepest([target, body])
    }
  }

  private static func deepest(_ parts: [Expression]) -> Int {
    (parts.map(\.depth).max() ?? 0) + 1
  }
}

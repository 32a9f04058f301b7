/// Walks the tree. Its recursion is as deep as the tree, which the parser bounds.
struct Evaluator {
  typealias Reason = CELEvaluationError.Reason

  private let bindings: Bindings
  private var locals: [(name: String, value: CELValue)] = []
  private var budget: Budget

  init(bindings: Bindings, limits: CELLimits) {
    self.bindings = bindings
    budget = Budget(limits)
  }

  /// The value of a whole expression.
  mutating func result(of root: Expression) throws(EvaluationFailure) -> CELValue {
    let value = try evaluate(root)
    try charge(at: root.offset) { (budget) throws(Reason) in try budget.spend(walking: value) }
    return value
  }

  mutating func evaluate(_ expression: Expression) throws(EvaluationFailure) -> CELValue {
    let offset = expression.offset
    try charge(at: offset) { (budget) throws(Reason) in try budget.spend() }
    switch expression.node {
    case .literal(let value): return value
    case .variable(let name, let isRooted):
      return try variable(name, isRooted: isRooted, at: offset)
    case .select(let operand, let field, let isOptional):
      return try select(operand, field, isOptional: isOptional, at: offset)
    case .has(let operand, let field):
      let value = try evaluate(operand)
      return .bool(try charge(at: offset) { (_) throws(Reason) in try Access.has(field, in: value) })
    case .index(let operand, let key, let isOptional):
      return try index(operand, key, isOptional: isOptional, at: offset)
    case .list(let elements): return try list(elements, at: offset)
    case .map(let members): return try map(members, at: offset)
    case .call(let function, let arguments): return try call(function, arguments, at: offset)
    case .match(let text, let regex): return try match(text, regex, at: offset)
    case .and(let operands):
      return try logical(operands, decidedBy: false) { (evaluator, operand) throws(EvaluationFailure) in
        try evaluator.bool(operand, in: "_&&_")
      }
    case .or(let operands):
      return try logical(operands, decidedBy: true) { (evaluator, operand) throws(EvaluationFailure) in
        try evaluator.bool(operand, in: "_||_")
      }
    case .conditional(let condition, let then, let otherwise):
      return try evaluate(try bool(condition, in: "_?_:_") ? then : otherwise)
    case .comprehension(let loop): return try comprehension(loop, at: offset)
    case .optionalMap(let target, let variable, let body, let isFlat):
      return try optionalMap(target, variable, body, isFlat: isFlat, at: offset)
    }
  }

  /// Runs something that spends of the budget and gives its failure a place.
  mutating func charge<Value>(
    at offset: Int, _ body: (inout Budget) throws(Reason) -> Value
  ) throws(EvaluationFailure) -> Value {
    do { return try body(&budget) } catch { throw EvaluationFailure(error, at: offset) }
  }

  // MARK: Names

  private func variable(
    _ name: String, isRooted: Bool, at offset: Int
  ) throws(EvaluationFailure) -> CELValue {
    if !isRooted, let local = locals.last(where: { $0.name == name }) { return local.value }
    if let value = bindings[name] { return value }
    if let type = CELType(rawValue: name) { return .type(type) }
    throw EvaluationFailure(.undeclaredVariable(name), at: offset)
  }

  mutating func evaluate(
    _ body: Expression, with name: String, _ value: CELValue
  ) throws(EvaluationFailure) -> CELValue {
    locals.append((name, value))
    defer { locals.removeLast() }
    return try evaluate(body)
  }

  // MARK: Logic

  mutating func bool(
    _ expression: Expression, in function: String
  ) throws(EvaluationFailure) -> Bool {
    let value = try evaluate(expression)
    return try Evaluator.bool(value, in: function, at: expression.offset)
  }

  static func bool(
    _ value: CELValue, in function: String, at offset: Int
  ) throws(EvaluationFailure) -> Bool {
    guard case .bool(let result) = value else {
      throw EvaluationFailure(
        .noSuchOverload(function: function, argumentTypes: [value.type.description]), at: offset)
    }
    return result
  }

  /// `&&` and `||`, also over the elements of `all` and `exists`: one item that decides the result
  /// makes up for the failure of another, whichever comes first.
  mutating func logical<Items: Sequence>(
    _ items: Items, decidedBy deciding: Bool,
    _ test: (inout Evaluator, Items.Element) throws(EvaluationFailure) -> Bool
  ) throws(EvaluationFailure) -> CELValue {
    var failure: EvaluationFailure?
    for item in items {
      do {
        if try test(&self, item) == deciding { return .bool(deciding) }
      } catch {
        if error.reason.isFatal { throw error }
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return .bool(!deciding)
  }

  // MARK: Calls

  private mutating func call(
    _ function: Function, _ arguments: [Expression], at offset: Int
  ) throws(EvaluationFailure) -> CELValue {
    var values: [CELValue] = []
    values.reserveCapacity(arguments.count)
    for argument in arguments {
      values.append(try evaluate(argument))
      if function.isOptionalChoice, let value = values[0].wrapped {
        return function.name == "or" ? values[0] : value
      }
    }
    return try charge(at: offset) { (budget) throws(Reason) in try function.apply(values, &budget) }
  }

  private mutating func match(
    _ text: Expression, _ regex: TextPattern, at offset: Int
  ) throws(EvaluationFailure) -> CELValue {
    let value = try evaluate(text)
    guard case .string(let text) = value else {
      let types = [value.type.description, CELType.string.description]
      throw EvaluationFailure(.noSuchOverload(function: "matches", argumentTypes: types), at: offset)
    }
    return .bool(
      try charge(at: offset) { (budget) throws(Reason) in try regex.matches(text, &budget) })
  }
}

extension Evaluator {
  mutating func comprehension(
    _ loop: Comprehension, at offset: Int
  ) throws(EvaluationFailure) -> CELValue {
    let range = try elements(of: loop.range)
    switch loop.kind {
    case .all: return try quantifier(loop, range, decidedBy: false)
    case .exists: return try quantifier(loop, range, decidedBy: true)
    case .existsOne:
      var count = 0
      for element in range where try holds(loop, element) { count += 1 }
      return .bool(count == 1)
    case .filter, .map:
      var results: [CELValue] = []
      for element in range where try holds(loop, element) {
        try charge(at: offset) { (budget) throws(Reason) in try budget.produce(elements: 1) }
        guard let transform = loop.transform else {
          results.append(element)
          continue
        }
        results.append(try evaluate(transform, with: loop.variable, element))
      }
      return .list(CELList(results))
    }
  }

  /// The elements of a list or the keys of a map.
  private mutating func elements(of range: Expression) throws(EvaluationFailure) -> CELList {
    let value = try evaluate(range)
    switch value {
    case .list(let list): return list
    case .map(let map):
      try charge(at: range.offset) { (budget) throws(Reason) in
        try budget.produce(elements: map.count)
      }
      return CELList(map.keys)
    default:
      let types = [value.type.description]
      throw EvaluationFailure(
        .noSuchOverload(function: "comprehension", argumentTypes: types), at: range.offset)
    }
  }

  private mutating func quantifier(
    _ loop: Comprehension, _ range: CELList, decidedBy deciding: Bool
  ) throws(EvaluationFailure) -> CELValue {
    try logical(range, decidedBy: deciding) { (evaluator, element) throws(EvaluationFailure) in
      try evaluator.holds(loop, element)
    }
  }

  private mutating func holds(
    _ loop: Comprehension, _ element: CELValue
  ) throws(EvaluationFailure) -> Bool {
    guard let predicate = loop.predicate else { return true }
    let value = try evaluate(predicate, with: loop.variable, element)
    return try Evaluator.bool(value, in: "\(loop.kind.rawValue)()", at: predicate.offset)
  }

  mutating func optionalMap(
    _ target: Expression, _ variable: String, _ body: Expression, isFlat: Bool, at offset: Int
  ) throws(EvaluationFailure) -> CELValue {
    let name = isFlat ? "optFlatMap" : "optMap"
    let value = try evaluate(target)
    guard case .optional(let content) = value else { throw mismatch(name, value, at: offset) }
    guard let content else { return .optional(nil) }
    let result = try evaluate(body, with: variable, content)
    guard isFlat else { return .optional(result) }
    guard case .optional = result else { throw mismatch(name, result, at: body.offset) }
    return result
  }

  private func mismatch(_ name: String, _ value: CELValue, at offset: Int) -> EvaluationFailure {
    EvaluationFailure(
      .noSuchOverload(function: name, argumentTypes: [value.type.description]), at: offset)
  }
}

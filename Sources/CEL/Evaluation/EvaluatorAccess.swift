extension Evaluator {
  mutating func select(
    _ operand: Expression, _ field: String, isOptional: Bool, at offset: Int
  ) throws(EvaluationFailure) -> CELValue {
    let container = try evaluate(operand)
    return try charge(at: offset) { (_) throws(Reason) in
      try Access.optionally(container, isOptional: isOptional) { (value, isOptional) throws(Reason) in
        guard case .map(let map) = value else { throw .noSuchKey(field) }
        if let member = map[field] { return member }
        if isOptional { return nil }
        throw .noSuchKey(field)
      }
    }
  }

  mutating func index(
    _ operand: Expression, _ key: Expression, isOptional: Bool, at offset: Int
  ) throws(EvaluationFailure) -> CELValue {
    let container = try evaluate(operand)
    let key = try evaluate(key)
    return try charge(at: offset) { (_) throws(Reason) in
      try Access.optionally(container, isOptional: isOptional) { (value, isOptional) throws(Reason) in
        try Access.element(of: value, at: key, isOptional: isOptional)
      }
    }
  }

  mutating func list(
    _ elements: [Expression.Element], at offset: Int
  ) throws(EvaluationFailure) -> CELValue {
    try charge(at: offset) { (budget) throws(Reason) in try budget.produce(elements: elements.count) }
    var values: [CELValue] = []
    for element in elements {
      let value = try evaluate(element.value)
      if let value = try present(value, isOptional: element.isOptional, at: element.value.offset) {
        values.append(value)
      }
    }
    return .list(CELList(values))
  }

  mutating func map(
    _ members: [Expression.Member], at offset: Int
  ) throws(EvaluationFailure) -> CELValue {
    try charge(at: offset) { (budget) throws(Reason) in
      try budget.produce(elements: members.count * 3)
    }
    var entries: [CELMap.Entry] = []
    for member in members {
      let key = try evaluate(member.key)
      guard key.isMapKey else {
        let types = [key.type.description]
        throw EvaluationFailure(
          .noSuchOverload(function: "map key", argumentTypes: types), at: member.key.offset)
      }
      let value = try evaluate(member.value)
      if let value = try present(value, isOptional: member.isOptional, at: member.value.offset) {
        entries.append((key, value))
      }
    }
    guard let map = CELMap(entries: entries) else { throw EvaluationFailure(.duplicateKey, at: offset) }
    return .map(map)
  }

  /// The value of an element of a literal; nil for an optional element that is empty.
  private func present(
    _ value: CELValue, isOptional: Bool, at offset: Int
  ) throws(EvaluationFailure) -> CELValue? {
    guard isOptional else { return value }
    guard case .optional(let wrapped) = value else {
      let types = [value.type.description]
      throw EvaluationFailure(
        .noSuchOverload(function: "optional element", argumentTypes: types), at: offset)
    }
    return wrapped
  }
}

/// Reaching into values.
enum Access {
  typealias Reason = CELEvaluationError.Reason

  /// Applies `access` to a value, or to what an optional holds; then, and if `isOptional`, the
  /// result is an optional.
  static func optionally(
    _ value: CELValue, isOptional: Bool,
    _ access: (CELValue, _ isOptional: Bool) throws(Reason) -> CELValue?
  ) throws(Reason) -> CELValue {
    if case .optional(let wrapped) = value {
      guard let wrapped else { return .optional(nil) }
      return .optional(try access(wrapped, true))
    }
    let result = try access(value, isOptional)
    return isOptional ? .optional(result) : result ?? .null
  }

  /// Whether a map, or the map in an optional, has a field. Other values have no fields to ask for.
  static func has(_ field: String, in value: CELValue) throws(Reason) -> Bool {
    switch value {
    case .map(let map): return map[field] != nil
    case .optional(let wrapped?): return try has(field, in: wrapped)
    case .optional(nil): return false
    default: throw .noSuchKey(field)
    }
  }

  /// An element of a list or map; nil if `isOptional` and there is none.
  static func element(
    of container: CELValue, at key: CELValue, isOptional: Bool
  ) throws(Reason) -> CELValue? {
    switch container {
    case .map(let map):
      if let value = map[key] { return value }
      if isOptional { return nil }
      throw .noSuchKey(key.keyText)
    case .list(let list):
      let index = try position(key)
      if let value = Int(exactly: index).flatMap({ list[$0] }) { return value }
      if isOptional { return nil }
      throw .indexOutOfBounds(index)
    default:
      throw .noSuchOverload(
        function: "_[_]", argumentTypes: [container.type.description, key.type.description])
    }
  }

  /// A whole number of any numeric type.
  private static func position(_ key: CELValue) throws(Reason) -> Int64 {
    let position: Int64? =
      switch key {
      case .int(let value): value
      case .uint(let value): Int64(exactly: value)
      case .double(let value): Int64(exactly: value)
      default: nil
      }
    guard let position else {
      throw .noSuchOverload(function: "_[_]", argumentTypes: ["list", key.type.description])
    }
    return position
  }
}

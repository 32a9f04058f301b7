/// Finds what cannot work whatever the input: unknown variables, functions applied to wrong types,
/// a result of the wrong type. Variables are `dyn`, so everything that depends on them is decided
/// at evaluation.
struct Checker {
  private let variables: CELVariables
  private let requiresHomogeneousLiterals: Bool
  private var locals: [(name: String, type: StaticType)] = []

  init(variables: CELVariables, requiresHomogeneousLiterals: Bool) {
    self.variables = variables
    self.requiresHomogeneousLiterals = requiresHomogeneousLiterals
  }

  mutating func type(of expression: Expression) throws(CompileFailure) -> StaticType {
    switch expression.node {
    case .literal(let value): return StaticType(of: value)
    case .variable(let name, let isRooted):
      return try variable(name, isRooted: isRooted, at: expression.offset)
    case .select(let operand, let field, let isOptional):
      let type = try member(field, of: type(of: operand), at: expression.offset)
      return isOptional ? type.asOptional : type
    case .has(let operand, let name):
      _ = try member(name, of: type(of: operand), at: expression.offset)
      return .bool
    case .index(let operand, let key, let isOptional):
      let type = try element(of: type(of: operand), type(of: key), at: expression.offset)
      return isOptional ? type.asOptional : type
    case .list(let elements): return try list(elements, at: expression.offset)
    case .map(let members): return try map(members, at: expression.offset)
    case .call(let function, let arguments):
      return try call(function, arguments, at: expression.offset)
    case .match(let text, _):
      try require(.string, of: text, in: "matches")
      return .bool
    case .and(let operands), .or(let operands):
      for operand in operands { try require(.bool, of: operand, in: expression.logicalName) }
      return .bool
    case .conditional(let condition, let then, let otherwise):
      return try conditional(condition, then, otherwise, at: expression.offset)
    case .comprehension(let loop): return try comprehension(loop)
    case .optionalMap(let target, let variable, let body, let isFlat):
      return try optionalMap(target, variable, body, isFlat: isFlat, at: expression.offset)
    }
  }

  // MARK: Names

  private func variable(
    _ name: String, isRooted: Bool, at offset: Int
  ) throws(CompileFailure) -> StaticType {
    if !isRooted, let local = locals.last(where: { $0.name == name }) { return local.type }
    if variables.contains(name) { return .dyn }
    guard CELType(rawValue: name) != nil else {
      throw CompileFailure(.undeclaredVariable(name), at: offset)
    }
    return .type
  }

  mutating func type(
    of body: Expression, with name: String, _ type: StaticType
  ) throws(CompileFailure) -> StaticType {
    locals.append((name, type))
    defer { locals.removeLast() }
    return try self.type(of: body)
  }

  // MARK: Parts

  private func member(
    _ name: String, of operand: StaticType, at offset: Int
  ) throws(CompileFailure) -> StaticType {
    switch operand {
    case .map(_, let value): return value
    case .dyn, .parameter: return .dyn
    case .optional(let wrapped): return try member(name, of: wrapped, at: offset).asOptional
    case .plain, .list: throw mismatch("field selection .\(name)", [operand], at: offset)
    }
  }

  private func element(
    of operand: StaticType, _ key: StaticType, at offset: Int
  ) throws(CompileFailure) -> StaticType {
    var bindings = TypeBindings()
    switch operand {
    case .dyn, .parameter: return .dyn
    case .optional(let wrapped): return try element(of: wrapped, key, at: offset).asOptional
    case .list(let element) where bindings.accept(key, as: .int): return element
    case .map(let keys, let value) where bindings.accept(key, as: keys): return value
    default: throw mismatch("_[_]", [operand, key], at: offset)
    }
  }

  private mutating func conditional(
    _ condition: Expression, _ then: Expression, _ otherwise: Expression, at offset: Int
  ) throws(CompileFailure) -> StaticType {
    try require(.bool, of: condition, in: "_?_:_")
    let (left, right) = (try type(of: then), try type(of: otherwise))
    guard let common = StaticType.join(left, right) else {
      throw mismatch("_?_:_", [.bool, left, right], at: offset)
    }
    return common
  }

  private mutating func call(
    _ function: Function, _ arguments: [Expression], at offset: Int
  ) throws(CompileFailure) -> StaticType {
    var types: [StaticType] = []
    for argument in arguments { types.append(try type(of: argument)) }
    var result: StaticType?
    for overload in function.overloads where overload.parameters.count == types.count {
      var bindings = TypeBindings()
      guard zip(overload.parameters, types).allSatisfy({ bindings.accept($1, as: $0) }) else { continue }
      let candidate = bindings.resolve(overload.result)
      result = result == nil || result == candidate ? candidate : .dyn
    }
    guard let result else { throw mismatch(function.name, types, at: offset) }
    return result
  }

  // MARK: Literals

  private mutating func list(
    _ elements: [Expression.Element], at offset: Int
  ) throws(CompileFailure) -> StaticType {
    var types: [StaticType] = []
    for element in elements {
      types.append(try literalPart(element.value, isOptional: element.isOptional))
    }
    return .list(try common(types, "list", at: offset))
  }

  private mutating func map(
    _ members: [Expression.Member], at offset: Int
  ) throws(CompileFailure) -> StaticType {
    var keys: [StaticType] = []
    var values: [StaticType] = []
    for member in members {
      keys.append(try type(of: member.key))
      values.append(try literalPart(member.value, isOptional: member.isOptional))
    }
    return .map(try common(keys, "map", at: offset), try common(values, "map", at: offset))
  }

  private mutating func literalPart(
    _ expression: Expression, isOptional: Bool
  ) throws(CompileFailure) -> StaticType {
    let type = try type(of: expression)
    guard isOptional else { return type }
    switch type {
    case .optional(let wrapped): return wrapped
    case .dyn, .parameter: return .dyn
    default: throw mismatch("optional element", [type], at: expression.offset)
    }
  }

  /// The type of all elements, `dyn` if they differ.
  private func common(
    _ types: [StaticType], _ literal: String, at offset: Int
  ) throws(CompileFailure) -> StaticType {
    guard var common = types.first else { return .dyn }
    for type in types.dropFirst() {
      if let joined = StaticType.join(common, type) {
        common = joined
      } else if requiresHomogeneousLiterals {
        throw mismatch("\(literal) literal with elements of one type", [common, type], at: offset)
      } else {
        return .dyn
      }
    }
    return common
  }

  // MARK: Failures

  func mismatch(_ function: String, _ types: [StaticType], at offset: Int) -> CompileFailure {
    let reason = CELCompileError.Reason.noMatchingOverload(
      function: function, argumentTypes: types.map(\.description))
    return CompileFailure(reason, at: offset)
  }

  mutating func require(
    _ expected: StaticType, of expression: Expression, in function: String
  ) throws(CompileFailure) {
    let type = try type(of: expression)
    var bindings = TypeBindings()
    guard bindings.accept(type, as: expected) else {
      throw mismatch(function, [type], at: expression.offset)
    }
  }
}

extension StaticType {
  /// Optionals do not nest through selections: `a.?b.?c` is optional once.
  fileprivate var asOptional: StaticType {
    if case .optional = self { self } else { .optional(self) }
  }
}

extension Expression {
  fileprivate var logicalName: String {
    if case .and = node { "_&&_" } else { "_||_" }
  }
}

extension Parser {
  /// A call of a function, operator or method by its name.
  func call(
    _ name: String, isMember: Bool, _ arguments: [Expression], at start: Int
  ) throws(CompileFailure) -> Expression {
    guard let function = FunctionLibrary.find(name, isMember: isMember) else {
      guard allowsUnknownFunctions else { throw CompileFailure(.unknownFunction(name), at: start) }
      return try make(.call(Function(name: name, overloads: []), arguments), at: start)
    }
    let takesCount = function.overloads.contains { $0.parameters.count == arguments.count }
    guard takesCount || allowsUnknownFunctions else {
      throw .syntax("'\(name)' does not take \(arguments.count) arguments", at: start)
    }
    if name == "matches", arguments.count == 2, case .literal(.string(let pattern)) = arguments[1].node {
      return try make(.match(arguments[0], regex(pattern, at: arguments[1].offset)), at: start)
    }
    return try make(.call(function, arguments), at: start)
  }

  private func regex(_ pattern: String, at offset: Int) throws(CompileFailure) -> TextPattern {
    do {
      return try TextPattern(pattern)
    } catch {
      throw .syntax(error.description, at: offset)
    }
  }

  /// A macro, a function in a namespace (`sets.contains`), or a method.
  func methodCall(
    _ name: String, on target: Expression, _ arguments: [Expression], at start: Int
  ) throws(CompileFailure) -> Expression {
    if let macro = try macro(name, on: target, arguments, at: start) { return macro }
    if Parser.macros.contains(name), !allowsUnknownFunctions {
      throw .syntax("the macro '\(name)' does not take \(arguments.count) arguments", at: start)
    }
    if let namespace = target.qualifiedName,
      FunctionLibrary.find("\(namespace).\(name)", isMember: false) != nil
    {
      return try call("\(namespace).\(name)", isMember: false, arguments, at: start)
    }
    return try call(name, isMember: true, [target] + arguments, at: start)
  }

  // MARK: Macros

  private static let macros: Set<String> = [
    "all", "exists", "exists_one", "existsOne", "filter", "map", "optMap", "optFlatMap",
  ]

  func has(_ argument: Expression, at start: Int) throws(CompileFailure) -> Expression {
    guard case .select(let operand, let field, false) = argument.node else {
      throw .syntax("has() expects a field selection such as has(a.b)", at: argument.offset)
    }
    return try make(.has(operand, field: field), at: start)
  }

  private func macro(
    _ name: String, on target: Expression, _ arguments: [Expression], at start: Int
  ) throws(CompileFailure) -> Expression? {
    switch (name, arguments.count) {
    case ("all", 2): try loop(.all, target, arguments, at: start)
    case ("exists", 2): try loop(.exists, target, arguments, at: start)
    case ("exists_one", 2), ("existsOne", 2): try loop(.existsOne, target, arguments, at: start)
    case ("filter", 2): try loop(.filter, target, arguments, at: start)
    case ("map", 2), ("map", 3): try loop(.map, target, arguments, at: start)
    case ("optMap", 2): try optionalMap(target, arguments, isFlat: false, at: start)
    case ("optFlatMap", 2): try optionalMap(target, arguments, isFlat: true, at: start)
    default: nil
    }
  }

  private func loop(
    _ kind: Comprehension.Kind, _ range: Expression, _ arguments: [Expression], at start: Int
  ) throws(CompileFailure) -> Expression {
    let isMap = kind == .map
    let loop = Comprehension(
      kind: kind, range: range, variable: try variable(arguments[0]),
      predicate: isMap && arguments.count == 2 ? nil : arguments[1],
      transform: isMap ? arguments[arguments.count - 1] : nil)
    return try make(.comprehension(loop), at: start)
  }

  private func optionalMap(
    _ target: Expression, _ arguments: [Expression], isFlat: Bool, at start: Int
  ) throws(CompileFailure) -> Expression {
    let variable = try variable(arguments[0])
    return try make(
      .optionalMap(target, variable: variable, body: arguments[1], isFlat: isFlat), at: start)
  }

  private func variable(_ argument: Expression) throws(CompileFailure) -> String {
    guard case .variable(let name, false) = argument.node else {
      throw .syntax("the first argument of the macro must be a simple name", at: argument.offset)
    }
    return name
  }
}

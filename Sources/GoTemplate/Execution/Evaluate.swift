import GoQuoting

extension TemplateRun {
  /// The value of a pipeline; variables it declares or assigns get it too.
  func evaluate(_ pipeline: PipelineNode, dot: Slot) throws(TemplateError) -> TemplateValue {
    mark = pipeline.mark
    var result = try evaluate(pipeline.first, dot: dot, final: nil)
    for command in pipeline.others { result = try evaluate(command, dot: dot, final: result) }
    guard let declaration = pipeline.declaration else { return result }
    for variable in declaration.variables {
      if declaration.isAssignment, let place = variable.slot, variables.indices.contains(frame + place),
        !variables[frame + place].isSet
      {
        throw fail("undefined variable: \(variable.name)")
      }
      try assign(variable, Slot(value: result))
    }
    return result
  }

  /// - Parameter final: the value of the command before, which is the last argument of this one.
  private func evaluate(
    _ command: CommandNode, dot: Slot, final: TemplateValue?
  ) throws(TemplateError) -> TemplateValue {
    try step()
    guard let first = command.operands.first else { return .null }
    let arguments = command.operands.dropFirst()
    switch first {
    case .field(let node):
      mark = node.mark
      return try fields(node.names, of: dot, node.mark, dot: dot, arguments, final: final).value
    case .chain(let node): return try chain(node, dot: dot, arguments, final: final).value
    case .function(let node):
      mark = node.mark
      return try call(node, at: command.mark, dot: dot, arguments, final: final)
    case .pipeline(let node):
      try refuseArguments(first, arguments, final)
      return try evaluateNested(node, dot: dot)
    case .variable(let node): return try variable(node, dot: dot, arguments, final: final).value
    case .dot, .null, .bool, .number, .string:
      mark = first.mark
      try refuseArguments(first, arguments, final)
    }
    switch first {
    case .dot: return dot.value
    case .bool(_, let value): return .bool(value)
    case .number(let node): return try constant(node)
    case .string(let node): return node.templateValue
    case .null: throw fail("nil is not a command")
    default: throw fail("can't evaluate command \(GoQuote.double(first.text))")
    }
  }

  /// A pipeline in parentheses.
  func evaluateNested(_ node: PipelineNode, dot: Slot) throws(TemplateError) -> TemplateValue {
    guard stack.hasRoom else { throw fail("expression nested too deeply", .limit) }
    return try evaluate(node, dot: dot)
  }

  private func refuseArguments(
    _ first: Operand, _ arguments: ArraySlice<Operand>, _ final: TemplateValue?
  ) throws(TemplateError) {
    if !arguments.isEmpty || final != nil { throw fail("can't give argument to non-function \(first.text)") }
  }

  /// A number where no type is asked for.
  func constant(_ node: NumberNode) throws(TemplateError) -> TemplateValue {
    mark = node.mark
    if node.literal.isFloat, let value = node.literal.float { return .float64(value) }
    guard let value = node.literal.int else { throw fail("\(node.literal.text) overflows int") }
    return .int(Int(value))
  }

  // MARK: Fields

  func variable(
    _ node: VariableNode, dot: Slot, _ arguments: ArraySlice<Operand>, final: TemplateValue?
  ) throws(TemplateError) -> Slot {
    mark = node.mark
    guard let place = node.slot, variables.indices.contains(frame + place), variables[frame + place].isSet else {
      throw fail("undefined variable: \(node.name)")
    }
    let slot = variables[frame + place]
    if node.fields.isEmpty {
      try refuseArguments(.variable(node), arguments, final)
      return slot
    }
    return try fields(node.fields, of: slot, node.mark, dot: dot, arguments, final: final)
  }

  func chain(
    _ node: ChainNode, dot: Slot, _ arguments: ArraySlice<Operand>, final: TemplateValue?
  ) throws(TemplateError) -> Slot {
    mark = node.mark
    if case .null = node.base { throw fail("indirection through explicit nil in \(node.text)") }
    let base = try argument(node.base, dot: dot)
    return try fields(node.fields, of: base, node.mark, dot: dot, arguments, final: final)
  }

  /// `.A.B.C`, of which the last may be a method with arguments.
  func fields(
    _ names: [String], of receiver: Slot, _ node: Mark, dot: Slot, _ arguments: ArraySlice<Operand>,
    final: TemplateValue?
  ) throws(TemplateError) -> Slot {
    var current = receiver
    for index in names.indices {
      let isLast = index == names.count - 1
      current = try field(
        names[index], of: current, node, dot: dot, isLast ? arguments : [], final: isLast ? final : nil)
    }
    return current
  }

  private func field(
    _ name: String, of receiver: Slot, _ node: Mark, dot: Slot, _ arguments: ArraySlice<Operand>,
    final: TemplateValue?
  ) throws(TemplateError) -> Slot {
    let hasArguments = !arguments.isEmpty || final != nil
    switch receiver.value {
    case .null:
      if receiver.isBoxed { throw fail("nil pointer evaluating interface {}.\(name)") }
      if missingKey == .error { throw fail("nil data; no entry for key \(GoQuote.double(name))") }
      return Slot(value: .null)
    case .map(let map):
      if let method = map.type?.methods[name] {
        return Slot(value: try call(method(map.plain), name, at: node, dot: dot, arguments, final: final))
      }
      return try member(name, of: map, hasArguments)
    case .object(let object):
      switch object.member(name) {
      case .method(let method):
        return Slot(value: try call(method, name, at: node, dot: dot, arguments, final: final))
      case .field(let value):
        if hasArguments { throw fail("\(name) has arguments but cannot be invoked as function") }
        return Slot(value: value)
      case nil:
        if case .map(let map)? = object.contents { return try member(name, of: map, hasArguments) }
      }
    default: break
    }
    let type = receiver.isBoxed ? "interface {}" : receiver.value.typeName
    throw fail("can't evaluate field \(name) in type \(type)")
  }

  private func member(_ name: String, of map: TemplateMap, _ hasArguments: Bool) throws(TemplateError) -> Slot {
    if hasArguments { throw fail("\(name) is not a method but has arguments") }
    let isBoxed = map.elementType == .any
    if let value = map[name] { return Slot(value: value, isBoxed: isBoxed) }
    switch missingKey {
    case .invalid: return Slot(value: .null)
    case .zero: return Slot(value: map.elementType.zero, isBoxed: isBoxed)
    case .error: throw fail("map has no entry for key \(GoQuote.double(name))")
    }
  }
}

import GoQuoting

extension TemplateRun {
  func call(
    _ node: FunctionNode, at place: Mark, dot: Slot, _ arguments: ArraySlice<Operand>, final: TemplateValue?
  ) throws(TemplateError) -> TemplateValue {
    guard functions.indices.contains(node.index) else {
      throw fail("\(GoQuote.double(node.name)) is not a defined function")
    }
    if let stopsAt = TemplateFunctions.shortCircuit(node.index) {
      return try shortCircuit(node.name, stopsAt: stopsAt, dot: dot, arguments, final: final)
    }
    return try call(functions[node.index], node.name, at: place, dot: dot, arguments, final: final)
  }

  /// `and` and `or`: arguments behind the one that decides are not evaluated.
  private func shortCircuit(
    _ name: String, stopsAt: Bool, dot: Slot, _ arguments: ArraySlice<Operand>, final: TemplateValue?
  ) throws(TemplateError) -> TemplateValue {
    if arguments.isEmpty, final == nil { throw fail("wrong number of args for \(name): want at least 1 got 0") }
    var value = TemplateValue.null
    for operand in arguments {
      value = try argument(operand, dot: dot).value
      if value.isTrue == stopsAt { return value }
    }
    return final ?? value
  }

  func call(
    _ function: TemplateFunction, _ name: String, at place: Mark, dot: Slot, _ operands: ArraySlice<Operand>,
    final: TemplateValue?
  ) throws(TemplateError) -> TemplateValue {
    let count = operands.count + (final == nil ? 0 : 1)
    let fixed = function.parameters.count
    if function.variadic != nil {
      if count < fixed { throw fail("wrong number of args for \(name): want at least \(fixed) got \(operands.count)") }
    } else if count != fixed {
      throw fail("wrong number of args for \(name): want \(fixed) got \(count)")
    }
    var values: [TemplateValue] = []
    values.reserveCapacity(count)
    var isFirstBoxed = false
    for operand in operands {
      let type = function.parameter(values.count)
      if case .any = type {
        let slot = try argument(operand, dot: dot)
        if values.isEmpty { isFirstBoxed = slot.isBoxed }
        values.append(slot.value)
      } else {
        values.append(try argument(operand, type, dot: dot))
      }
    }
    if let final {
      values.append(try check(Slot(value: final), function.parameter(values.count)))
    }
    let result: TemplateValue
    do throws(TemplateError) {
      var call = TemplateCall(arguments: values, run: self)
      call.isFirstBoxed = isFirstBoxed
      if name == "call" { call.firstText = operands.first?.text ?? "final" }
      result = try function.body(call)
    } catch {
      mark = place
      throw fail("error calling \(name): \(error.message)", error.kind == .function ? .execution : error.kind)
    }
    try produced(result)
    return result
  }
}

extension TemplateFunction {
  /// The type of an argument.
  func parameter(_ index: Int) -> TemplateParameter {
    index < parameters.count ? parameters[index] : variadic ?? .any
  }
}

extension TemplateFunctions {
  mutating func addMath() {
    add("atoi", [.string]) { call in .int(Int(GoNumbers.parseSigned(call.string(0), base: 10) ?? 0)) }
    add("int64", [.any]) { call in .int64(Cast.int64(call[0])) }
    add("int", [.any]) { call in .int(Cast.int(call[0])) }
    add("float64", [.any]) { call in .float64(Cast.float64(call[0])) }
    add("toDecimal", [.any]) { call in
      let text = String(decoding: Formatter.print([call[0]]), as: UTF8.self)
      return .int64(GoNumbers.parseSigned(text, base: 8) ?? 0)
    }
    // Go's arithmetic wraps around.
    add("add1", [.any]) { call in .int64(Cast.int64(call[0]) &+ 1) }
    add("add", variadic: .any) { call in .int64(call.arguments.reduce(0) { $0 &+ Cast.int64($1) }) }
    add("sub", [.any, .any]) { call in .int64(Cast.int64(call[0]) &- Cast.int64(call[1])) }
    add("mul", [.any], variadic: .any) { call in
      .int64(call.rest(from: 1).reduce(Cast.int64(call[0])) { $0 &* Cast.int64($1) })
    }
    add("div", [.any, .any]) { call throws(TemplateError) in
      let (value, divisor) = (Cast.int64(call[0]), Cast.int64(call[1]))
      if divisor == 0 { throw TemplateError("runtime error: integer divide by zero") }
      return .int64(value.dividedReportingOverflow(by: divisor).partialValue)
    }
    add("mod", [.any, .any]) { call throws(TemplateError) in
      let (value, divisor) = (Cast.int64(call[0]), Cast.int64(call[1]))
      if divisor == 0 { throw TemplateError("runtime error: integer divide by zero") }
      return .int64(value.remainderReportingOverflow(dividingBy: divisor).partialValue)
    }
    for name in ["max", "biggest"] {
      add(name, [.any], variadic: .any) { call in
        .int64(call.rest(from: 1).reduce(Cast.int64(call[0])) { max($0, Cast.int64($1)) })
      }
    }
    add("min", [.any], variadic: .any) { call in
      .int64(call.rest(from: 1).reduce(Cast.int64(call[0])) { min($0, Cast.int64($1)) })
    }
    add("until", [.int]) { call throws(TemplateError) in
      Counting.list(try Counting.numbers(0, call.int(0), call.int(0) < 0 ? -1 : 1, call.run))
    }
    add("untilStep", [.int, .int, .int]) { call throws(TemplateError) in
      Counting.list(try Counting.numbers(call.int(0), call.int(1), call.int(2), call.run))
    }
    add("seq", variadic: .int) { call throws(TemplateError) in try Counting.sequence(call) }
  }
}

enum Counting {
  static func list(_ numbers: [Int]) -> TemplateValue {
    .list(TemplateList(numbers.map(TemplateValue.int), of: .int))
  }

  static func numbers(_ start: Int, _ stop: Int, _ step: Int, _ run: TemplateRun) throws(TemplateError) -> [Int] {
    if step == 0 || (stop < start) != (step < 0) { return [] }
    let distance = stop.subtractingReportingOverflow(start)
    let count = distance.overflow ? Int.max : Int(clamping: distance.partialValue.magnitude / step.magnitude)
    try run.reserve(count.multipliedClamping(24))
    return Array(stride(from: start, to: stop, by: step))
  }

  /// `seq`, as the command of that name counts.
  static func sequence(_ call: TemplateCall) throws(TemplateError) -> TemplateValue {
    let numbers: [Int]
    switch call.count {
    case 1:
      let step = call.int(0) < 1 ? -1 : 1
      numbers = try self.numbers(1, call.int(0) &+ step, step, call.run)
    case 2:
      let step = call.int(1) < call.int(0) ? -1 : 1
      numbers = try self.numbers(call.int(0), call.int(1) &+ step, step, call.run)
    case 3:
      let isDown = call.int(2) < call.int(0)
      if isDown, call.int(1) > 0 { return "" }
      numbers = try self.numbers(call.int(0), call.int(2) &+ (isDown ? -1 : 1), call.int(1), call.run)
    default: return ""
    }
    return .string(numbers.map(String.init).joined(separator: " "))
  }
}

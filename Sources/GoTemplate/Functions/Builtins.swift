extension TemplateFunctions {
  /// `and` and `or` do not evaluate all of their arguments, so the executor knows them by their places: the truth at
  /// which the function stops, or `nil` for others.
  static func shortCircuit(_ index: Int) -> Bool? {
    switch index {
    case 0: false
    case 1: true
    default: nil
    }
  }

  static func makeBuiltins() -> TemplateFunctions {
    var table = TemplateFunctions()
    // The first two, see above; never called through the table.
    table.add("and", [.any], variadic: .any) { call in call[0] }
    table.add("or", [.any], variadic: .any) { call in call[0] }
    table.add("not", [.any]) { call in .bool(!call[0].isTrue) }
    table.addComparisons()
    table.addIndexing()
    table.addPrinting()
    table.addEscaping()
    return table
  }

  private mutating func addComparisons() {
    add("eq", [.any], variadic: .any) { call throws(TemplateError) in
      .bool(try Comparison.equal(call[0], call.rest(from: 1)))
    }
    add("ne", [.any, .any]) { call throws(TemplateError) in
      .bool(!(try Comparison.equal(call[0], [call[1]])))
    }
    add("lt", [.any, .any]) { call throws(TemplateError) in .bool(try Comparison.less(call[0], call[1])) }
    add("le", [.any, .any]) { call throws(TemplateError) in
      .bool(try Comparison.lessOrEqual(call[0], call[1]))
    }
    add("gt", [.any, .any]) { call throws(TemplateError) in
      .bool(!(try Comparison.lessOrEqual(call[0], call[1])))
    }
    add("ge", [.any, .any]) { call throws(TemplateError) in .bool(!(try Comparison.less(call[0], call[1]))) }
  }

  private mutating func addPrinting() {
    add("print", variadic: .any) { call in TemplateValue(bytes: Formatter.print(call.arguments)) }
    add("println", variadic: .any) { call in TemplateValue(bytes: Formatter.printLine(call.arguments)) }
    add("printf", [.string], variadic: .any) { call throws(TemplateError) in
      let limit = call.run.limits.valueBytes
      guard let text = FormatText.print(call[0].stringBytes ?? [], call.rest(from: 1), limit: limit) else {
        throw TemplateError(.limit, "limit exceeded: a value of more than \(limit) bytes")
      }
      return TemplateValue(bytes: text)
    }
  }
}

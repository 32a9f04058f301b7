import GoQuoting
import RegularExpressions

extension TemplateFunctions {
  mutating func addRegularExpressions() {
    add("regexMatch", [.string, .string]) { call in
      .bool((try? Patterns.compiled(call, must: true).matches(call.bytes(1))) ?? false)
    }
    add("mustRegexMatch", [.string, .string]) { call throws(TemplateError) in
      let pattern = try Patterns.compiled(call, must: true)
      return .bool(try Patterns.attempt { () throws(RegularExpressionError) in try pattern.matches(call.bytes(1)) })
    }
    for must in [false, true] {
      addFinding(must)
      addReplacing(must)
    }
    add("regexQuoteMeta", [.string]) { call in .string(RegularExpression.quoted(call.string(0))) }
  }

  private mutating func addFinding(_ must: Bool) {
    add(must ? "mustRegexFind" : "regexFind", [.string, .string]) { call throws(TemplateError) in
      let pattern = try Patterns.compiled(call, must: must)
      let text = call.bytes(1)
      let match = try Patterns.attempt { () throws(RegularExpressionError) in try pattern.firstMatch(in: text) }
      return match.map { TemplateValue(bytes: Array(text[$0.range])) } ?? ""
    }
    add(must ? "mustRegexFindAll" : "regexFindAll", [.string, .string, .int]) { call throws(TemplateError) in
      let pattern = try Patterns.compiled(call, must: must)
      let text = call.bytes(1)
      let matches = try Patterns.attempt { () throws(RegularExpressionError) in
        try pattern.allMatches(in: text, limit: call.int(2))
      }
      if matches.isEmpty { return .list(TemplateList(nilOf: .string)) }
      return .list(TemplateList(matches.map { TemplateValue(bytes: Array(text[$0.range])) }, of: .string))
    }
    add(must ? "mustRegexSplit" : "regexSplit", [.string, .string, .int]) { call throws(TemplateError) in
      let pattern = try Patterns.compiled(call, must: must)
      if call.int(2) == 0 { return .list(TemplateList(nilOf: .string)) }
      let parts = try Patterns.attempt { () throws(RegularExpressionError) in
        try pattern.split(call.bytes(1), limit: call.int(2))
      }
      return .list(TemplateList(parts.map { TemplateValue(bytes: $0) }, of: .string))
    }
  }

  private mutating func addReplacing(_ must: Bool) {
    add(must ? "mustRegexReplaceAll" : "regexReplaceAll", [.string, .string, .string]) { call throws(TemplateError) in
      let pattern = try Patterns.compiled(call, must: must)
      return TemplateValue(
        bytes: try Patterns.attempt { () throws(RegularExpressionError) in
          try pattern.replacingAll(in: call.bytes(1), with: call.bytes(2))
        })
    }
    let literal = must ? "mustRegexReplaceAllLiteral" : "regexReplaceAllLiteral"
    add(literal, [.string, .string, .string]) { call throws(TemplateError) in
      let pattern = try Patterns.compiled(call, must: must)
      return TemplateValue(
        bytes: try Patterns.attempt { () throws(RegularExpressionError) in
          try pattern.replacingAll(in: call.bytes(1), withLiteral: call.bytes(2))
        })
    }
  }
}

enum Patterns {
  /// The first argument as a pattern; a run keeps what it has compiled.
  static func compiled(_ call: TemplateCall, must: Bool) throws(TemplateError) -> RegularExpression {
    let text = call.string(0)
    if let known = call.run.patterns[text] { return known }
    do throws(RegularExpressionError) {
      let pattern = try RegularExpression(text)
      if call.run.patterns.count >= 128 { call.run.patterns.removeAll() }
      call.run.patterns[text] = pattern
      return pattern
    } catch {
      if must { throw TemplateError(error.description) }
      let quoted = text.utf8.contains(UInt8(ascii: "`")) ? GoQuote.double(text) : "`\(text)`"
      throw TemplateError("regexp: Compile(\(quoted)): \(error.description)")
    }
  }

  static func attempt<Result>(
    _ work: () throws(RegularExpressionError) -> Result
  ) throws(TemplateError) -> Result {
    do throws(RegularExpressionError) {
      return try work()
    } catch {
      throw TemplateError(.limit, error.description)
    }
  }
}

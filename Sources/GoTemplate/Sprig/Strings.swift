import GoQuoting

extension TemplateFunctions {
  mutating func addStrings() {
    add("hello") { _ in "Hello!" }
    add("trim", [.string]) { call in TemplateValue(bytes: ByteText.trimSpace(call.bytes(0))) }
    add("upper", [.string]) { call in TemplateValue(bytes: ByteText.map(call.bytes(0), \.upper)) }
    add("lower", [.string]) { call in TemplateValue(bytes: ByteText.map(call.bytes(0), \.lower)) }
    for name in ["trimall", "trimAll"] {
      add(name, [.string, .string]) { call in
        let cut = Set(call.string(0).unicodeScalars)
        return TemplateValue(bytes: ByteText.trim(call.bytes(1)) { cut.contains($0) })
      }
    }
    add("trimSuffix", [.string, .string]) { call in
      let (suffix, text) = (call.bytes(0), call.bytes(1))
      guard ByteText.isAt(text.count - suffix.count, suffix, in: text) else { return call[1] }
      return TemplateValue(bytes: Array(text.dropLast(suffix.count)))
    }
    add("trimPrefix", [.string, .string]) { call in
      let (prefix, text) = (call.bytes(0), call.bytes(1))
      guard ByteText.isAt(0, prefix, in: text) else { return call[1] }
      return TemplateValue(bytes: Array(text.dropFirst(prefix.count)))
    }
    add("contains", [.string, .string]) { call in .bool(ByteText.find(call.bytes(0), in: call.bytes(1)) != nil) }
    add("hasPrefix", [.string, .string]) { call in .bool(ByteText.isAt(0, call.bytes(0), in: call.bytes(1))) }
    add("hasSuffix", [.string, .string]) { call in
      let (suffix, text) = (call.bytes(0), call.bytes(1))
      return .bool(ByteText.isAt(text.count - suffix.count, suffix, in: text))
    }
    add("replace", [.string, .string, .string]) { call throws(TemplateError) in
      let (old, new, text) = (call.bytes(0), call.bytes(1), call.bytes(2))
      // What comes out is at most this long.
      try call.run.reserve((text.count / max(1, old.count) + 1).multipliedClamping(new.count))
      return TemplateValue(bytes: ByteText.replace(old, with: new, in: text))
    }
    add("repeat", [.int, .string]) { call throws(TemplateError) in
      let text = call.bytes(1)
      if call.int(0) < 0 { throw TemplateError("strings: negative Repeat count") }
      try call.run.reserve(call.int(0).multipliedClamping(text.count))
      return TemplateValue(bytes: Array(repeatElement(text, count: call.int(0)).joined()))
    }
    addQuoting()
    addIndenting()
    addCutting()
  }

  private mutating func addQuoting() {
    add("toString", [.any]) { call in Cast.text(call[0]) }
    add("quote", variadic: .any) { call in
      var out: [UInt8] = []
      for value in call.arguments where !value.isNull {
        if !out.isEmpty { out.append(0x20) }
        GoQuote.append(Cast.text(value).stringBytes ?? [], to: &out)
      }
      return TemplateValue(bytes: out)
    }
    add("squote", variadic: .any) { call in
      var out: [UInt8] = []
      for value in call.arguments where !value.isNull {
        if !out.isEmpty { out.append(0x20) }
        out += [UInt8(ascii: "'")] + Formatter.print([value]) + [UInt8(ascii: "'")]
      }
      return TemplateValue(bytes: out)
    }
    add("cat", variadic: .any) { call in
      let texts = call.arguments.filter { !$0.isNull }.map { Formatter.print([$0]) }
      return TemplateValue(bytes: Array(texts.joined(separator: [0x20])))
    }
    add("plural", [.string, .string, .int]) { call in call.int(2) == 1 ? call[0] : call[1] }
  }

  private mutating func addIndenting() {
    add("indent", [.int, .string]) { call throws(TemplateError) in
      TemplateValue(bytes: try Indenting.indented(call))
    }
    add("nindent", [.int, .string]) { call throws(TemplateError) in
      TemplateValue(bytes: [0x0A] + (try Indenting.indented(call)))
    }
  }

  private mutating func addCutting() {
    add("trunc", [.int, .string]) { call in
      let count = call.int(0)
      guard count.magnitude < UInt(call[1].length ?? 0) else { return call[1] }
      let text = call.bytes(1)
      return TemplateValue(bytes: Array(count < 0 ? text.suffix(-count) : text.prefix(count)))
    }
    add("substr", [.int, .int, .string]) { call throws(TemplateError) in
      let (start, end, text) = (call.int(0), call.int(1), call.bytes(2))
      if start < 0 { return TemplateValue(bytes: Array(try GoSlice.part(text, nil, end))) }
      if end < 0 || end > text.count { return TemplateValue(bytes: Array(try GoSlice.part(text, start, nil))) }
      return TemplateValue(bytes: Array(try GoSlice.part(text, start, end)))
    }
    add("abbrev", [.int, .string]) { call in
      TemplateValue(bytes: call.int(0) < 4 ? call.bytes(1) : Shapes.abbreviated(call.bytes(1), 0, call.int(0)))
    }
    add("abbrevboth", [.int, .int, .string]) { call in
      let (left, right, text) = (call.int(0), call.int(1), call.bytes(2))
      if right < 4 || (left > 0 && right < 7) { return call[2] }
      return TemplateValue(bytes: Shapes.abbreviated(text, left, right))
    }
  }
}

enum Indenting {
  static func indented(_ call: TemplateCall) throws(TemplateError) -> [UInt8] {
    let spaces = call.int(0)
    let text = call.bytes(1)
    if spaces < 0 { throw TemplateError("strings: negative Repeat count") }
    let lines = text.count { $0 == 0x0A } + 1
    try call.run.reserve(lines.multipliedClamping(spaces))
    return ByteText.indent(text, by: spaces)
  }
}

/// Go's slicing, with the words of its runtime where it is out of bounds.
enum GoSlice {
  static func part<Element>(
    _ items: [Element], _ low: Int?, _ high: Int?
  ) throws(TemplateError) -> ArraySlice<Element> {
    let end = high ?? items.count
    let start = low ?? 0
    if end < 0 { throw bounds("[:\(end)]") }
    if end > items.count { throw bounds("[:\(end)] with length \(items.count)") }
    if start < 0 { throw bounds("[\(start):]") }
    if start > end { throw bounds("[\(start):\(end)]") }
    return items[start..<end]
  }

  private static func bounds(_ what: String) -> TemplateError {
    TemplateError("runtime error: slice bounds out of range \(what)")
  }
}

extension Int {
  /// The product, or the greatest number when it does not fit.
  func multipliedClamping(_ other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

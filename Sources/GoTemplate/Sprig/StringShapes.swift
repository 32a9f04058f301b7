extension TemplateFunctions {
  /// Functions that change the shape of words.
  mutating func addStringShapes() {
    add("title", [.string]) { call in TemplateValue(bytes: Shapes.title(call.bytes(0))) }
    add("untitle", [.string]) { call in
      var isStart = true
      return TemplateValue(
        bytes: ByteText.map(call.bytes(0)) { scalar in
          defer { isStart = ByteText.isSpace(scalar) }
          return isStart ? scalar.lower : scalar
        })
    }
    add("swapcase", [.string]) { call in
      TemplateValue(bytes: ByteText.map(call.bytes(0)) { $0.isUpper ? $0.lower : $0.isLower ? $0.upper : $0 })
    }
    add("nospace", [.string]) { call in
      TemplateValue(bytes: ByteText.map(call.bytes(0)) { ByteText.isSpace($0) ? nil : $0 })
    }
    add("initials", [.string]) { call in
      var isStart = true
      return TemplateValue(
        bytes: ByteText.map(call.bytes(0)) { scalar in
          let isSpace = ByteText.isSpace(scalar)
          defer { isStart = isSpace }
          return isStart && !isSpace ? scalar : nil
        })
    }
    add("snakecase", [.string]) { call in .string(WordCase.lower(call.string(0), connector: "_")) }
    add("kebabcase", [.string]) { call in .string(WordCase.lower(call.string(0), connector: "-")) }
    add("camelcase", [.string]) { call in .string(WordCase.pascal(call.string(0))) }
    add("wrap", [.int, .string]) { call in
      TemplateValue(bytes: Shapes.wrapped(call.bytes(1), call.int(0), [0x0A], breaksWords: false))
    }
    add("wrapWith", [.int, .string, .string]) { call throws(TemplateError) in
      let separator = call.bytes(1).isEmpty ? [0x0A] : call.bytes(1)
      try call.run.reserve((call.bytes(2).count / max(1, call.int(0)) + 1).multipliedClamping(separator.count))
      return TemplateValue(bytes: Shapes.wrapped(call.bytes(2), call.int(0), separator, breaksWords: true))
    }
  }
}

enum Shapes {
  /// `strings.Title`: the first letter of each word in upper case.
  static func title(_ text: [UInt8]) -> [UInt8] {
    var isStart = true
    return ByteText.map(text) { scalar in
      defer { isStart = isSeparator(scalar) }
      return isStart ? single(scalar.properties.titlecaseMapping, scalar) : scalar
    }
  }

  private static func single(_ mapping: String, _ scalar: Unicode.Scalar) -> Unicode.Scalar {
    mapping.unicodeScalars.count == 1 ? mapping.unicodeScalars.first ?? scalar : scalar
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return !(scalar.isLetter || scalar.isDigit || scalar == "_") }
    return !scalar.isLetter && !scalar.isDigit && ByteText.isSpace(scalar)
  }

  /// Shortened to `width` bytes with dots, from an offset on.
  static func abbreviated(_ text: [UInt8], _ offset: Int, _ width: Int) -> [UInt8] {
    let dots = Array("...".utf8)
    if text.count <= width || width < 4 { return text }
    var offset = min(offset, text.count)
    if text.count - offset <= width - 3 { offset = text.count - (width - 3) }
    if offset <= 4 { return text.prefix(width - 3) + dots }
    if offset + width - 3 < text.count, width - 3 >= 4 {
      return dots + abbreviated(Array(text[offset...]), 0, width - 3)
    }
    return dots + text.suffix(width - 3)
  }

  static func wrapped(_ text: [UInt8], _ width: Int, _ separator: [UInt8], breaksWords: Bool) -> [UInt8] {
    let width = max(1, width)
    var out: [UInt8] = []
    var offset = 0
    while text.count - offset > width {
      if text[offset] == 0x20 {
        offset += 1
        continue
      }
      if let space = text[offset..<offset + width + 1].lastIndex(of: 0x20) {
        out += text[offset..<space]
        out += separator
        offset = space + 1
      } else if breaksWords {
        out += text[offset..<offset + width]
        out += separator
        offset += width
      } else if let space = text[(offset + width)...].firstIndex(of: 0x20) {
        out += text[offset..<space]
        out += separator
        offset = space + 1
      } else {
        out += text[offset...]
        offset = text.count
      }
    }
    return out + text[offset...]
  }
}

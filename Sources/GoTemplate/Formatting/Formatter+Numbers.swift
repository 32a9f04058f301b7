import GoQuoting

extension Formatter {
  mutating func integer(
    _ magnitude: UInt64, isNegative: Bool, _ verb: Unicode.Scalar, _ value: TemplateValue, isUnsigned: Bool = false
  ) {
    switch verb {
    case "v" where flags.sharpV && isUnsigned: integer(magnitude, isNegative, radix: 16, prefix: "0x")
    case "v", "d": integer(magnitude, isNegative, radix: 10, prefix: "")
    case "b": integer(magnitude, isNegative, radix: 2, prefix: flags.sharp ? "0b" : "")
    case "o": integer(magnitude, isNegative, radix: 8, prefix: flags.sharp ? "0" : "")
    case "O": integer(magnitude, isNegative, radix: 8, prefix: "0o")
    case "x": integer(magnitude, isNegative, radix: 16, prefix: flags.sharp ? "0x" : "")
    case "X": integer(magnitude, isNegative, radix: 16, prefix: flags.sharp ? "0X" : "", isUpper: true)
    case "c": pad(Array(String(character(magnitude, isNegative)).utf8))
    case "q": quotedCharacter(character(magnitude, isNegative))
    case "U": codePoint(magnitude, isNegative)
    default: badVerb(value, verb)
    }
  }

  private func character(_ magnitude: UInt64, _ isNegative: Bool) -> Unicode.Scalar {
    isNegative ? "\u{FFFD}" : UInt32(exactly: magnitude).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
  }

  private mutating func quotedCharacter(_ scalar: Unicode.Scalar) {
    var text: [UInt8] = [UInt8(ascii: "'")]
    if scalar == "'" || scalar == "\\" {
      text += [UInt8(ascii: "\\"), UInt8(truncatingIfNeeded: scalar.value)]
    } else if GoQuote.isPrintable(scalar) && (!flags.plus || scalar.isASCII) {
      text += Array(String(scalar).utf8)
    } else {
      GoQuote.escape(scalar, to: &text)
    }
    pad(text + [UInt8(ascii: "'")])
  }

  private mutating func codePoint(_ magnitude: UInt64, _ isNegative: Bool) {
    let value = isNegative ? 0 &- magnitude : magnitude
    let hex = String(value, radix: 16, uppercase: true)
    let digits = max(flags.precision ?? 4, 4)
    var text = "U+" + String(repeating: "0", count: max(0, digits - hex.utf8.count)) + hex
    if flags.sharp, let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init), GoQuote.isPrintable(scalar) {
      text += " '\(scalar)'"
    }
    let zero = flags.zero
    flags.zero = false
    pad(Array(text.utf8))
    flags.zero = zero
  }

  private mutating func integer(
    _ magnitude: UInt64, _ isNegative: Bool, radix: Int, prefix: String, isUpper: Bool = false
  ) {
    let hasSign = isNegative || flags.plus || flags.space
    var digits = String(magnitude, radix: radix, uppercase: isUpper)
    if let precision = flags.precision {
      if precision == 0, magnitude == 0 {
        // Nothing but the padding.
        let zero = flags.zero
        flags.zero = false
        pad([])
        flags.zero = zero
        return
      }
      digits = String(repeating: "0", count: max(0, precision - digits.utf8.count)) + digits
    } else if flags.zero, !flags.minus, let width = flags.width {
      let room = width - (hasSign ? 1 : 0)
      digits = String(repeating: "0", count: max(0, room - digits.utf8.count)) + digits
    }
    // Octal's prefix is a zero that may be there already.
    let marked = prefix == "0" && digits.hasPrefix("0") ? digits : prefix + digits
    let sign = isNegative ? "-" : flags.plus ? "+" : flags.space ? " " : ""
    let zero = flags.zero
    flags.zero = false
    pad(Array((sign + marked).utf8))
    flags.zero = zero
  }

  mutating func float(_ number: Double, _ verb: Unicode.Scalar, _ value: TemplateValue) {
    switch verb {
    case "v", "g": float(number, "g", flags.precision ?? -1)
    case "G", "b", "x", "X": float(number, Character(verb), flags.precision ?? -1)
    case "f", "F": float(number, "f", flags.precision ?? 6)
    case "e", "E": float(number, Character(verb), flags.precision ?? 6)
    default: badVerb(value, verb)
    }
  }

  private mutating func float(_ number: Double, _ verb: Character, _ precision: Int) {
    guard number.isFinite else { return notFinite(number) }
    var text =
      switch verb {
      case "b": FloatText.binary(number.magnitude)
      case "x", "X": FloatText.hexadecimal(number.magnitude, precision, isUpper: verb == "X")
      default: FloatText.format(number.magnitude, verb, precision)
      }
    if flags.sharp, verb != "b" { text = withPoint(text, verb, precision) }
    let sign = number.sign == .minus ? "-" : flags.plus ? "+" : flags.space ? " " : ""
    guard flags.zero, !flags.minus, !sign.isEmpty, let width = flags.width, width > text.utf8.count + 1 else {
      return pad(Array((sign + text).utf8))
    }
    // The sign goes in front of the zeros.
    out.append(contentsOf: sign.utf8)
    flags.width = width - 1
    pad(Array(text.utf8))
    flags.width = width
  }

  /// What is no number is not filled up with zeros.
  private mutating func notFinite(_ number: Double) {
    let zero = flags.zero
    flags.zero = false
    let sign = flags.plus ? "+" : flags.space ? " " : ""
    if number.isNaN {
      pad(Array("\(sign)NaN".utf8))
    } else {
      pad(Array((number < 0 ? "-Inf" : "\(sign.isEmpty ? "+" : sign)Inf").utf8))
    }
    flags.zero = zero
  }

  /// `%#g`: with a point always, and all digits of the precision.
  private func withPoint(_ text: String, _ verb: Character, _ precision: Int) -> String {
    let isHexadecimal = verb == "x" || verb == "X"
    let end = text.utf8.firstIndex { isHexadecimal ? $0 | 0x20 == UInt8(ascii: "p") : $0 | 0x20 == UInt8(ascii: "e") }
    var mantissa = String(text[..<(end ?? text.endIndex)])
    var missing = 0
    // Go forgot the capital X.
    if verb == "x" || verb == "g" || verb == "G" {
      let significant = mantissa.utf8.filter { $0 != UInt8(ascii: ".") }.drop { $0 == 0x30 }
      missing = (precision < 0 ? 6 : precision) - significant.count
    }
    if !mantissa.utf8.contains(UInt8(ascii: ".")) {
      if mantissa == "0" { missing -= 1 }
      mantissa += "."
    }
    mantissa += String(repeating: "0", count: max(0, missing))
    return mantissa + (end.map { String(text[$0...]) } ?? "")
  }
}

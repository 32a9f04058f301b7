import GoQuoting

extension Lexer {
  /// The character at a place and its length in bytes; U+FFFD for what is not UTF-8.
  func scalar(at index: Int) -> (Unicode.Scalar, Int) {
    guard let first = byte(index) else { return ("\u{FFFD}", 1) }
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    var decoder = UTF8()
    var bytes = source[index..<min(index + 4, source.count)].makeIterator()
    if case .scalarValue(let scalar) = decoder.decode(&bytes) { return (scalar, UTF8.width(scalar)) }
    return ("\u{FFFD}", 1)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
    default: false
    }
  }

  func isAlphaNumeric(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return Lexer.isWordByte(UInt8(truncatingIfNeeded: scalar.value)) }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
      return true
    default: return false
    }
  }

  /// A character as Go's `%#U` shows it.
  static func shown(_ scalar: Unicode.Scalar) -> String {
    let hex = String(scalar.value, radix: 16, uppercase: true)
    let padded = String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex
    return GoQuote.isPrintable(scalar) ? "U+\(padded) '\(scalar)'" : "U+\(padded)"
  }

  private mutating func skipWord() {
    while let next = byte(position) {
      if next < 0x80 {
        guard Lexer.isWordByte(next) else { return }
        position += 1
        continue
      }
      let (scalar, width) = scalar(at: position)
      guard isAlphaNumeric(scalar) else { return }
      position += width
    }
  }

  private mutating func badCharacter() -> Token {
    guard byte(position) != nil else { return error("bad character U+FFFFFFFFFFFFFFFF") }
    return error("bad character \(Lexer.shown(scalar(at: position).0))")
  }

  mutating func identifier() -> Token {
    skipWord()
    guard isAtTerminator else { return badCharacter() }
    return emit(Token.Kind(word: source[start..<position]))
  }

  /// A name behind `.` or `$`, which has been taken.
  mutating func fieldOrVariable(_ kind: Token.Kind) -> Token {
    if isAtTerminator { return emit(kind == .variable ? .variable : .dot) }
    skipWord()
    return isAtTerminator ? emit(kind) : badCharacter()
  }

  /// Whether a name may end here.
  private var isAtTerminator: Bool {
    guard let byte = byte(position) else { return true }
    switch byte {
    case 0x20, 0x09, 0x0D, 0x0A, UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "|"), UInt8(ascii: ":"),
      UInt8(ascii: ")"), UInt8(ascii: "("):
      return true
    default: return hasPrefix("}}", at: position)
    }
  }

  /// A string or character constant in quotes; what it means is the parser's business.
  mutating func quoted(_ quote: UInt8, _ kind: Token.Kind, _ unterminated: String) -> Token {
    position += 1
    while let byte = byte(position), byte != 0x0A {
      position += 1
      if byte == quote { return emit(kind) }
      if byte == UInt8(ascii: "\\") {
        guard let escaped = self.byte(position), escaped != 0x0A else { break }
        position += 1
      }
    }
    return error(unterminated)
  }

  mutating func rawString() -> Token {
    position += 1
    while let byte = byte(position) {
      position += 1
      if byte == 0x0A { line += 1 }
      if byte == UInt8(ascii: "`") { return emit(.rawString) }
    }
    return error("unterminated raw quoted string")
  }

  mutating func number() -> Token {
    guard scanNumber() else { return badNumber() }
    if byte(position) == UInt8(ascii: "+") || byte(position) == UInt8(ascii: "-") {
      guard scanNumber(), byte(position - 1) == UInt8(ascii: "i") else { return badNumber() }
      return emit(.complex)
    }
    return emit(.number)
  }

  private mutating func badNumber() -> Token {
    error("bad number syntax: \(GoQuote.double(String(decoding: source[start..<position], as: UTF8.self)))")
  }

  private mutating func accept(_ set: String) -> Bool {
    guard let byte = byte(position), set.utf8.contains(byte) else { return false }
    position += 1
    return true
  }

  private mutating func acceptRun(_ set: String) {
    while accept(set) {}
  }

  /// Takes what looks like a number; the parser checks it in full.
  private mutating func scanNumber() -> Bool {
    _ = accept("+-")
    var digits = "0123456789_"
    if accept("0") {
      if accept("xX") {
        digits = "0123456789abcdefABCDEF_"
      } else if accept("oO") {
        digits = "01234567_"
      } else if accept("bB") {
        digits = "01_"
      }
    }
    acceptRun(digits)
    if accept(".") { acceptRun(digits) }
    if digits.utf8.count == 11, accept("eE") {
      _ = accept("+-")
      acceptRun("0123456789_")
    }
    if digits.utf8.count == 23, accept("pP") {
      _ = accept("+-")
      acceptRun("0123456789_")
    }
    _ = accept("i")
    guard byte(position) != nil else { return true }
    let (scalar, width) = scalar(at: position)
    if isAlphaNumeric(scalar) {
      position += width
      return false
    }
    return true
  }
}

/// Cuts the text of an expression into tokens.
struct Lexer {
  let source: [UInt8]
  var offset = 0

  init(_ source: [UInt8]) {
    self.source = source
  }

  static func tokens(of source: [UInt8]) throws(CompileFailure) -> [PositionedToken] {
    var lexer = Lexer(source)
    var tokens: [PositionedToken] = []
    while true {
      lexer.skipBlanks()
      let start = lexer.offset
      let token = try lexer.next()
      tokens.append(PositionedToken(token: token, offset: start))
      if token == .end { return tokens }
    }
  }

  func byte(_ ahead: Int = 0) -> UInt8? {
    let index = offset + ahead
    return index < source.count ? source[index] : nil
  }

  func text(from start: Int, to end: Int) -> String {
    String(decoding: source[start..<end], as: UTF8.self)
  }

  private mutating func skipBlanks() {
    while let byte = byte() {
      if byte == UInt8(ascii: "/"), self.byte(1) == UInt8(ascii: "/") {
        while let next = self.byte(), next != UInt8(ascii: "\n") { offset += 1 }
      } else if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D {
        offset += 1
      } else {
        return
      }
    }
  }

  private mutating func next() throws(CompileFailure) -> Token {
    guard let first = byte() else { return .end }
    if let literal = try prefixedString() { return literal }
    if first.isIdentifierStart { return .identifier(identifier()) }
    if first.isDigit || (first == UInt8(ascii: ".") && (byte(1)?.isDigit ?? false)) {
      return try number()
    }
    if first == UInt8(ascii: "`") { return try quotedIdentifier() }
    return try symbol()
  }

  private mutating func identifier() -> String {
    let start = offset
    while let byte = byte(), byte.isIdentifierStart || byte.isDigit { offset += 1 }
    return text(from: start, to: offset)
  }

  private mutating func quotedIdentifier() throws(CompileFailure) -> Token {
    let start = offset
    offset += 1
    while let byte = byte(), byte.isQuotedIdentifierPart { offset += 1 }
    guard byte() == UInt8(ascii: "`"), offset > start + 1 else {
      throw .syntax("expected letters, digits, '_', '.', '-', '/' or ' ' and a closing '`'", at: offset)
    }
    offset += 1
    return .quotedIdentifier(text(from: start + 1, to: offset - 1))
  }

  private mutating func symbol() throws(CompileFailure) -> Token {
    for length in [2, 1] where offset + length <= source.count {
      if let symbol = Token.Symbol(rawValue: text(from: offset, to: offset + length)) {
        offset += length
        return .symbol(symbol)
      }
    }
    throw .syntax("unexpected character \(describeCharacter())", at: offset)
  }

  private func describeCharacter() -> String {
    let rest = String(decoding: source[offset..<min(offset + 4, source.count)], as: UTF8.self)
    guard let scalar = rest.unicodeScalars.first else { return "at the end" }
    let hex = String(scalar.value, radix: 16, uppercase: true)
    return scalar.value > 0x20 && scalar.isASCII ? "'\(scalar)'" : "U+\(hex)"
  }
}

extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }

  var hexDigitValue: UInt8? {
    switch self {
    case 0x30...0x39: self - 0x30
    case 0x41...0x46: self - 0x41 + 10
    case 0x61...0x66: self - 0x61 + 10
    default: nil
    }
  }

  var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
  var isIdentifierStart: Bool { isASCIILetter || self == UInt8(ascii: "_") }

  var isQuotedIdentifierPart: Bool {
    isIdentifierStart || isDigit || self == UInt8(ascii: ".") || self == UInt8(ascii: "-")
      || self == UInt8(ascii: "/") || self == UInt8(ascii: " ")
  }
}

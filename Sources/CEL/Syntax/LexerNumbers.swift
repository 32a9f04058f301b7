extension Lexer {
  /// INT_LIT, UINT_LIT and FLOAT_LIT without their sign.
  mutating func number() throws(CompileFailure) -> Token {
    if byte() == UInt8(ascii: "0"), let x = byte(1), x | 0x20 == UInt8(ascii: "x") {
      return try hexadecimal()
    }
    let start = offset
    skipDigits()
    var isDouble = false
    if byte() == UInt8(ascii: "."), byte(1)?.isDigit ?? false {
      isDouble = true
      offset += 1
      skipDigits()
    }
    if skipExponent() { isDouble = true }
    let digits = text(from: start, to: offset)
    guard !isDouble else { return try double(digits, at: start) }
    return try integer(digits, radix: 10, at: start)
  }

  private mutating func hexadecimal() throws(CompileFailure) -> Token {
    let start = offset
    offset += 2
    while byte()?.hexDigitValue != nil { offset += 1 }
    guard offset > start + 2 else { throw .syntax("expected hexadecimal digits after '0x'", at: offset) }
    return try integer(text(from: start + 2, to: offset), radix: 16, at: start)
  }

  private mutating func integer(
    _ digits: String, radix: Int, at start: Int
  ) throws(CompileFailure) -> Token {
    guard let value = UInt64(digits, radix: radix) else {
      throw .syntax("the integer does not fit into 64 bits", at: start)
    }
    let isUnsigned = byte().map { $0 | 0x20 == UInt8(ascii: "u") } ?? false
    if isUnsigned { offset += 1 }
    try refuseTrailingLetter()
    return isUnsigned ? .uint(value) : .int(value)
  }

  private func double(_ digits: String, at start: Int) throws(CompileFailure) -> Token {
    let padded = digits.utf8.first == UInt8(ascii: ".") ? "0" + digits : digits
    guard let value = Double(padded), value.isFinite else {
      throw .syntax("the number does not fit into a double", at: start)
    }
    try refuseTrailingLetter()
    return .double(value)
  }

  private func refuseTrailingLetter() throws(CompileFailure) {
    guard let next = byte(), next.isIdentifierStart || next.isDigit else { return }
    throw .syntax("expected an operator after the number", at: offset)
  }

  private mutating func skipDigits() {
    while byte()?.isDigit ?? false { offset += 1 }
  }

  private mutating func skipExponent() -> Bool {
    guard let e = byte(), e | 0x20 == UInt8(ascii: "e") else { return false }
    let signed = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-")
    guard byte(signed ? 2 : 1)?.isDigit ?? false else { return false }
    offset += signed ? 2 : 1
    skipDigits()
    return true
  }
}

extension Lexer {
  /// STRING_LIT and BYTES_LIT with their prefixes; nil if no string starts here.
  mutating func prefixedString() throws(CompileFailure) -> Token? {
    var length = 0
    var isBytes = false
    var isRaw = false
    if let first = byte(length), first | 0x20 == UInt8(ascii: "b") {
      isBytes = true
      length += 1
    }
    if let next = byte(length), next | 0x20 == UInt8(ascii: "r") {
      isRaw = true
      length += 1
    }
    guard let quote = byte(length), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      return nil
    }
    offset += length
    let content = try quoted(by: quote, isRaw: isRaw, isBytes: isBytes)
    return isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self))
  }

  private mutating func quoted(
    by quote: UInt8, isRaw: Bool, isBytes: Bool
  ) throws(CompileFailure) -> [UInt8] {
    let start = offset
    let isTriple = byte(1) == quote && byte(2) == quote
    offset += isTriple ? 3 : 1
    var content: [UInt8] = []
    while let next = byte() {
      if next == quote, !isTriple || (byte(1) == quote && byte(2) == quote) {
        offset += isTriple ? 3 : 1
        return content
      }
      if next == UInt8(ascii: "\\") {
        try escape(into: &content, isRaw: isRaw, isBytes: isBytes)
      } else {
        try plainCharacter(next, into: &content, isTriple: isTriple)
      }
    }
    throw .syntax("the string is not closed", at: start)
  }

  private mutating func plainCharacter(
    _ character: UInt8, into content: inout [UInt8], isTriple: Bool
  ) throws(CompileFailure) {
    let isNewline = character == 0x0A || character == 0x0D
    if isNewline, !isTriple {
      throw .syntax("expected the closing quote before the end of the line", at: offset)
    }
    offset += 1
    // Line ends do not depend on the editor that wrote the expression.
    if character == 0x0D, byte() == 0x0A { offset += 1 }
    content.append(isNewline ? 0x0A : character)
  }

  private mutating func escape(
    into content: inout [UInt8], isRaw: Bool, isBytes: Bool
  ) throws(CompileFailure) {
    let start = offset
    guard let kind = byte(1) else { throw .syntax("the string is not closed", at: start) }
    offset += 2
    if isRaw {
      content.append(contentsOf: [UInt8(ascii: "\\"), kind])
      return
    }
    if let simple = Lexer.simpleEscape(kind) {
      content.append(simple)
      return
    }
    let value = try numericEscape(kind, isBytes: isBytes, at: start)
    if isBytes {
      guard let octet = UInt8(exactly: value) else {
        throw .syntax("the escape does not fit into a byte", at: start)
      }
      content.append(octet)
    } else {
      guard let scalar = Unicode.Scalar(value) else {
        throw .syntax("the escape is not a Unicode code point", at: start)
      }
      content.append(contentsOf: Array(String(scalar).utf8))
    }
  }

  private static func simpleEscape(_ kind: UInt8) -> UInt8? {
    switch kind {
    case UInt8(ascii: "a"): 0x07
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "v"): 0x0B
    case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"),
      UInt8(ascii: "`"):
      kind
    default: nil
    }
  }

  private mutating func numericEscape(
    _ kind: UInt8, isBytes: Bool, at start: Int
  ) throws(CompileFailure) -> UInt32 {
    switch kind {
    case UInt8(ascii: "x"), UInt8(ascii: "X"): return try digits(2, radix: 16, at: start)
    case UInt8(ascii: "u") where !isBytes: return try digits(4, radix: 16, at: start)
    case UInt8(ascii: "U") where !isBytes: return try digits(8, radix: 16, at: start)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      offset -= 1
      return try digits(3, radix: 8, at: start)
    default: throw .syntax("unknown escape in a string; write '\\\\' for a backslash", at: start)
    }
  }

  /// Exactly `count` digits, at most eight.
  private mutating func digits(
    _ count: Int, radix: UInt8, at start: Int
  ) throws(CompileFailure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = byte()?.hexDigitValue, digit < radix else {
        throw .syntax("expected \(count) digits in the escape", at: start)
      }
      value = value &* UInt32(radix) &+ UInt32(digit)
      offset += 1
    }
    return value
  }
}

extension GoQuote {
  /// The bytes that a literal in double quotes or backquotes stands for; `nil` when it is malformed.
  public static func unquote(_ literal: String) -> [UInt8]? {
    let bytes = Array(literal.utf8)
    guard bytes.count >= 2, let quote = bytes.first, bytes.last == quote else { return nil }
    let body = bytes[1..<bytes.count - 1]
    if quote == UInt8(ascii: "`") {
      // As in Go's source: carriage returns are dropped.
      return body.contains(quote) ? nil : body.filter { $0 != 0x0D }
    }
    guard quote == UInt8(ascii: "\"") else { return nil }
    guard body.contains(UInt8(ascii: "\\")) else { return body.contains(0x0A) ? nil : Array(body) }
    var reader = EscapeReader(bytes: Array(body), quote: quote)
    var out: [UInt8] = []
    out.reserveCapacity(body.count)
    while !reader.isAtEnd {
      guard reader.next(into: &out) != nil else { return nil }
    }
    return out
  }

  /// The code point of a literal in single quotes.
  public static func unquoteCharacter(_ literal: String) -> UInt32? {
    let bytes = Array(literal.utf8)
    guard bytes.count >= 3, bytes.first == UInt8(ascii: "'"), bytes.last == UInt8(ascii: "'") else { return nil }
    var reader = EscapeReader(bytes: Array(bytes[1..<bytes.count - 1]), quote: UInt8(ascii: "'"))
    var out: [UInt8] = []
    guard let value = reader.next(into: &out), reader.isAtEnd else { return nil }
    return value
  }
}

/// Reads the characters of a literal, escaped or not.
private struct EscapeReader {
  let bytes: [UInt8]
  let quote: UInt8
  var index = 0

  var isAtEnd: Bool { index >= bytes.count }

  /// Appends the next character; gives its code point, or `nil` when the literal is malformed.
  mutating func next(into out: inout [UInt8]) -> UInt32? {
    guard index < bytes.count else { return nil }
    let byte = bytes[index]
    if byte == quote || byte == 0x0A { return nil }
    guard byte == UInt8(ascii: "\\") else {
      guard let (scalar, width) = Scalars.decode(bytes, at: index) else {
        out.append(byte)
        index += 1
        return 0xFFFD
      }
      out.append(contentsOf: bytes[index..<index + width])
      index += width
      return scalar.value
    }
    guard index + 1 < bytes.count else { return nil }
    let letter = bytes[index + 1]
    index += 2
    switch letter {
    case UInt8(ascii: "x"): return digits(2, radix: 16).map { byteValue($0, &out) }
    case UInt8(ascii: "u"): return digits(4, radix: 16).flatMap { scalarValue($0, &out) }
    case UInt8(ascii: "U"): return digits(8, radix: 16).flatMap { scalarValue($0, &out) }
    case 0x30...0x37:
      index -= 1
      guard let value = digits(3, radix: 8), value <= 255 else { return nil }
      return byteValue(value, &out)
    default:
      guard let value = simple(letter) else { return nil }
      return byteValue(UInt32(value), &out)
    }
  }

  private func simple(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "a"): 0x07
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "v"): 0x0B
    case UInt8(ascii: "\\"): 0x5C
    case UInt8(ascii: "'"), UInt8(ascii: "\""): letter == quote ? letter : nil
    default: nil
    }
  }

  private mutating func digits(_ count: Int, radix: Int) -> UInt32? {
    guard index + count <= bytes.count else { return nil }
    let text = bytes[index..<index + count]
    guard text.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else { return nil }
    index += count
    return UInt32(String(decoding: text, as: UTF8.self), radix: radix)
  }

  private func byteValue(_ value: UInt32, _ out: inout [UInt8]) -> UInt32 {
    out.append(UInt8(truncatingIfNeeded: value))
    return value
  }

  private func scalarValue(_ value: UInt32, _ out: inout [UInt8]) -> UInt32? {
    guard let scalar = Unicode.Scalar(value) else { return nil }
    out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    return value
  }
}

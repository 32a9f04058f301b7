/// Reads tokens off a buffer of UTF-8, in one pass, with nothing that can trap.
///
/// ``JSONParser`` builds values from it; the Kubernetes list reader uses it to skip to what it needs.
package struct JSONScanner {
  package let bytes: [UInt8]
  package private(set) var position = 0

  package init(bytes: [UInt8]) { self.bytes = bytes }

  package var isAtEnd: Bool { position >= bytes.count }

  /// The byte at the position, or 0 at the end: no token begins with 0, so callers need no second check.
  package var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  package mutating func advance() { position += 1 }

  package mutating func skipWhitespace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0a, 0x0d, 0x09: position += 1
      default: return
      }
    }
  }

  package mutating func expect(_ byte: UInt8, _ name: String) throws(JSONError) {
    guard position < bytes.count else { throw failure(.unexpectedEnd) }
    guard bytes[position] == byte else { throw failure(.unexpectedByte(bytes[position], expected: name)) }
    position += 1
  }

  package mutating func scanLiteral(_ literal: StaticString) throws(JSONError) {
    let length = literal.utf8CodeUnitCount
    guard position + length <= bytes.count else { throw failure(.unexpectedEnd) }
    for offset in 0..<length where bytes[position + offset] != literal.utf8Start[offset] {
      throw failure(.unexpectedByte(bytes[position + offset], expected: "\(literal)"))
    }
    position += length
  }

  /// The text of a number in JSON's strict grammar.
  package mutating func scanNumber() throws(JSONError) -> String {
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") { position += 1 } else { try scanDigits() }
    if current == UInt8(ascii: ".") {
      position += 1
      try scanDigits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try scanDigits()
    }
    return text(from: start, to: position)
  }

  private mutating func scanDigits() throws(JSONError) {
    let start = position
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
    if start == position { throw failure(isAtEnd ? .unexpectedEnd : .invalidNumber) }
  }

  /// A string with its escapes resolved. Malformed UTF-8 and lone surrogates become U+FFFD, as Go reads them.
  package mutating func scanString() throws(JSONError) -> String {
    try expect(UInt8(ascii: "\""), "a string")
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        defer { position += 1 }
        return text(from: start, to: position)
      }
      if byte == UInt8(ascii: "\\") { return try scanEscapedString(from: start) }
      if byte < 0x20 { throw failure(.invalidString("control character \(byte) is not escaped")) }
      position += 1
    }
    throw failure(.unexpectedEnd)
  }

  private mutating func scanEscapedString(from start: Int) throws(JSONError) -> String {
    var result = bytes.withUnsafeBufferPointer { Array($0[start..<position]) }
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"): try scanEscape(into: &result)
      case 0..<0x20: throw failure(.invalidString("control character \(byte) is not escaped"))
      default: result.append(byte)
      }
    }
    throw failure(.unexpectedEnd)
  }

  private mutating func scanEscape(into result: inout [UInt8]) throws(JSONError) {
    guard position < bytes.count else { throw failure(.unexpectedEnd) }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0c)
    case UInt8(ascii: "n"): result.append(0x0a)
    case UInt8(ascii: "r"): result.append(0x0d)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "u"): result.append(contentsOf: String(try scanUnicodeEscape()).utf8)
    default: throw failure(.invalidString("unknown escape"))
    }
  }

  private mutating func scanUnicodeEscape() throws(JSONError) -> Character {
    let replacement: Character = "\u{fffd}"
    let first = try scanHex()
    guard (0xd800..<0xe000).contains(first) else {
      return UnicodeScalar(first).map(Character.init) ?? replacement
    }
    guard first < 0xdc00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    else { return replacement }
    let mark = position
    position += 2
    let second = try scanHex()
    guard (0xdc00..<0xe000).contains(second) else {
      position = mark  // the second escape stands for itself
      return replacement
    }
    let scalar = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
    return UnicodeScalar(scalar).map(Character.init) ?? replacement
  }

  private mutating func scanHex() throws(JSONError) -> UInt32 {
    guard position + 4 <= bytes.count else { throw failure(.unexpectedEnd) }
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(UnicodeScalar(bytes[position])).hexDigitValue else {
        throw failure(.invalidString("malformed \\u escape"))
      }
      value = value << 4 | UInt32(truncatingIfNeeded: digit)
      position += 1
    }
    return value
  }

  /// Passes over one value without building it. `depth` counts the containers around it.
  package mutating func skipValue(depth: Int, limit: Int) throws(JSONError) {
    if depth > limit { throw failure(.tooDeep(limit: limit)) }
    skipWhitespace()
    switch current {
    case UInt8(ascii: "{"):
      try skipMembers(depth: depth, limit: limit)
    case UInt8(ascii: "["):
      try skipElements(depth: depth, limit: limit)
    case UInt8(ascii: "\""): try skipString()
    case UInt8(ascii: "t"): try scanLiteral("true")
    case UInt8(ascii: "f"): try scanLiteral("false")
    case UInt8(ascii: "n"): try scanLiteral("null")
    default: _ = try scanNumber()
    }
  }

  private mutating func skipMembers(depth: Int, limit: Int) throws(JSONError) {
    advance()
    skipWhitespace()
    if current == UInt8(ascii: "}") { return advance() }
    while true {
      skipWhitespace()
      try skipString()
      skipWhitespace()
      try expect(UInt8(ascii: ":"), "':'")
      try skipValue(depth: depth + 1, limit: limit)
      skipWhitespace()
      if current == UInt8(ascii: "}") { return advance() }
      try expect(UInt8(ascii: ","), "',' or '}'")
    }
  }

  private mutating func skipElements(depth: Int, limit: Int) throws(JSONError) {
    advance()
    skipWhitespace()
    if current == UInt8(ascii: "]") { return advance() }
    while true {
      try skipValue(depth: depth + 1, limit: limit)
      skipWhitespace()
      if current == UInt8(ascii: "]") { return advance() }
      try expect(UInt8(ascii: ","), "',' or ']'")
    }
  }

  private mutating func skipString() throws(JSONError) {
    try expect(UInt8(ascii: "\""), "a string")
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return }
      if byte == UInt8(ascii: "\\") { position += 1 }
    }
    throw failure(.unexpectedEnd)
  }

  package func text(from start: Int, to end: Int) -> String {
    bytes.withUnsafeBufferPointer { String(decoding: $0[start..<end], as: UTF8.self) }
  }

  package func failure(_ reason: JSONError.Reason) -> JSONError {
    JSONError(reason: reason, offset: position)
  }
}

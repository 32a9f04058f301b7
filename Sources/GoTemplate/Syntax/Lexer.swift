import Glibc

/// Splits a template into tokens, one at a time.
struct Lexer {
  let source: [UInt8]
  var position = 0
  /// Where the token under way starts.
  var start = 0
  var line = 1
  var startLine = 1
  /// What the error token means.
  private(set) var failure = ""
  private var parenDepth = 0
  private var state = State.text

  private enum State { case text, leftDelimiter, insideAction, rightDelimiter, ended }

  init(_ source: [UInt8]) { self.source = source }

  /// The next token; behind the last one, or an error, the end over and over.
  mutating func next() -> Token {
    while true {
      switch state {
      case .text: if let token = text() { return token }
      case .leftDelimiter: if let token = leftDelimiter() { return token }
      case .rightDelimiter: return rightDelimiter()
      case .insideAction: return insideAction()
      case .ended: return Token(kind: .eof, position: source.count, line: line, end: source.count)
      }
    }
  }

  // MARK: Bytes

  @inline(__always)
  func byte(_ index: Int) -> UInt8? { index >= 0 && index < source.count ? source[index] : nil }

  func hasPrefix(_ text: StaticString, at index: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard index >= 0, index + count <= source.count else { return false }
    return text.withUTF8Buffer { expected in source[index..<index + count].elementsEqual(expected) }
  }

  private func find(_ first: UInt8, _ second: UInt8, from index: Int) -> Int? {
    source.withUnsafeBytes { bytes in
      var index = index
      while index + 1 < bytes.count, let start = bytes.baseAddress {
        guard let found = memchr(start + index, Int32(first), bytes.count - 1 - index) else { return nil }
        index = UnsafeRawPointer(found) - start
        if bytes[index + 1] == second { return index }
        index += 1
      }
      return nil
    }
  }

  static func isSpace(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }

  private func hasLeftTrimMarker(at index: Int) -> Bool {
    byte(index) == UInt8(ascii: "-") && Lexer.isSpace(byte(index + 1))
  }

  func hasRightTrimMarker(at index: Int) -> Bool {
    Lexer.isSpace(byte(index)) && byte(index + 1) == UInt8(ascii: "-")
  }

  /// Counts the lines of a stretch.
  private mutating func countLines(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    line += source.withUnsafeBytes { bytes in
      bytes[range].reduce(0) { $0 &+ ($1 == 0x0A ? 1 : 0) }
    }
  }

  // MARK: Tokens

  mutating func emit(_ kind: Token.Kind) -> Token {
    defer {
      start = position
      startLine = line
    }
    return Token(kind: kind, position: start, line: startLine, end: position)
  }

  mutating func error(_ message: String) -> Token {
    state = .ended
    failure = message
    return Token(kind: .error, position: start, line: startLine, end: position)
  }

  private mutating func ignore() {
    countLines(start..<position)
    start = position
    startLine = line
  }

  // MARK: States

  private mutating func text() -> Token? {
    guard let opening = find(0x7B, 0x7B, from: position) else {
      position = source.count
      guard position > start else {
        state = .ended
        return emit(.eof)
      }
      countLines(start..<position)
      return emit(.text)
    }
    state = .leftDelimiter
    var end = opening
    if hasLeftTrimMarker(at: opening + 2) {
      while end > start, Lexer.isSpace(byte(end - 1)) { end -= 1 }
    }
    guard end > start else {
      position = opening
      ignore()
      return nil
    }
    position = end
    countLines(start..<position)
    let token = emit(.text)
    position = opening
    ignore()
    return token
  }

  private mutating func leftDelimiter() -> Token? {
    position += 2
    let afterMarker = hasLeftTrimMarker(at: position) ? 2 : 0
    if hasPrefix("/*", at: position + afterMarker) {
      position += afterMarker
      ignore()
      return comment()
    }
    let token = emit(.leftDelimiter)
    position += afterMarker
    ignore()
    parenDepth = 0
    state = .insideAction
    return token
  }

  /// Skips a comment; a token only when it is not one.
  private mutating func comment() -> Token? {
    guard let close = find(0x2A, 0x2F, from: position + 2) else { return error("unclosed comment") }
    position = close + 2
    guard let trims = rightDelimiterTrims() else { return error("comment ends before closing delimiter") }
    position += trims ? 4 : 2
    if trims { skipSpace() }
    ignore()
    state = .text
    return nil
  }

  /// Whether a closing delimiter that starts here trims; `nil` when none starts here.
  private func rightDelimiterTrims() -> Bool? {
    if hasRightTrimMarker(at: position), hasPrefix("}}", at: position + 2) { return true }
    return hasPrefix("}}", at: position) ? false : nil
  }

  private mutating func skipSpace() {
    while Lexer.isSpace(byte(position)) { position += 1 }
  }

  private mutating func rightDelimiter() -> Token {
    let trims = hasRightTrimMarker(at: position)
    if trims {
      position += 2
      ignore()
    }
    position += 2
    let token = emit(.rightDelimiter)
    if trims {
      skipSpace()
      ignore()
    }
    state = .text
    return token
  }

  private mutating func insideAction() -> Token {
    if rightDelimiterTrims() != nil {
      if parenDepth == 0 { return rightDelimiter() }
      return error("unclosed left paren")
    }
    guard let next = byte(position) else { return error("unclosed action") }
    switch next {
    case 0x20, 0x09, 0x0D, 0x0A: return space()
    case UInt8(ascii: "="): return single(.assign)
    case UInt8(ascii: ":"):
      position += 1
      guard byte(position) == UInt8(ascii: "=") else { return error("expected :=") }
      return single(.declare)
    case UInt8(ascii: "|"): return single(.pipe)
    case UInt8(ascii: "\""): return quoted(next, .string, "unterminated quoted string")
    case UInt8(ascii: "'"): return quoted(next, .charConstant, "unterminated character constant")
    case UInt8(ascii: "`"): return rawString()
    case UInt8(ascii: "$"):
      position += 1
      return fieldOrVariable(.variable)
    case UInt8(ascii: "("):
      parenDepth += 1
      return single(.leftParen)
    case UInt8(ascii: ")"):
      parenDepth -= 1
      if parenDepth < 0 { return error("unexpected right paren") }
      return single(.rightParen)
    default: return word(next)
    }
  }

  private mutating func word(_ first: UInt8) -> Token {
    if first == UInt8(ascii: ".") {
      if let following = byte(position + 1), !(0x30...0x39 ~= following) {
        position += 1
        return fieldOrVariable(.field)
      }
      return number()
    }
    if first == UInt8(ascii: "+") || first == UInt8(ascii: "-") || 0x30...0x39 ~= first { return number() }
    let (scalar, _) = scalar(at: position)
    if isAlphaNumeric(scalar) { return identifier() }
    if 0x21...0x7E ~= first { return single(.char) }
    return error("unrecognized character in action: \(Lexer.shown(scalar))")
  }

  private mutating func single(_ kind: Token.Kind) -> Token {
    position += 1
    return emit(kind)
  }

  private mutating func space() -> Token {
    var count = 0
    while Lexer.isSpace(byte(position)) {
      if byte(position) == 0x0A { line += 1 }
      position += 1
      count += 1
    }
    // The last blank may belong to a closing delimiter that trims.
    if hasRightTrimMarker(at: position - 1), hasPrefix("}}", at: position + 1) {
      position -= 1
      if byte(position) == 0x0A { line -= 1 }
      if count == 1 { return rightDelimiter() }
    }
    return emit(.space)
  }
}

/// Reads RE2's syntax.
struct RegexParser {
  let pattern: String
  let scalars: [Unicode.Scalar]
  var index = 0
  var flags = Flags()
  private var nesting = 0

  struct Flags {
    /// `i`
    var ignoresCase = false
    /// `m`: `^` and `$` match at lines too.
    var isMultiline = false
    /// `s`: `.` matches a newline.
    var dotMatchesNewline = false
  }

  private init(_ pattern: String) {
    self.pattern = pattern
    scalars = Array(pattern.unicodeScalars)
  }

  static func parse(_ pattern: String) throws(RegexError) -> RegexNode {
    var parser = RegexParser(pattern)
    let node = try parser.alternation()
    guard parser.peek == nil else { throw parser.error("unexpected ')'") }
    return node
  }

  // MARK: Characters

  var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  mutating func next() -> Unicode.Scalar? {
    guard let scalar = peek else { return nil }
    index += 1
    return scalar
  }

  mutating func skip(_ text: String) -> Bool {
    var end = index
    for scalar in text.unicodeScalars {
      guard end < scalars.count, scalars[end] == scalar else { return false }
      end += 1
    }
    index = end
    return true
  }

  func error(_ detail: String) -> RegexError { RegexError(detail, pattern) }

  // MARK: Grammar

  private mutating func alternation() throws(RegexError) -> RegexNode {
    guard nesting < RegularExpression.maximumNesting else { throw error("nested too deeply") }
    nesting += 1
    defer { nesting -= 1 }
    var branches = [try sequence()]
    while skip("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternation(branches)
  }

  private mutating func sequence() throws(RegexError) -> RegexNode {
    var parts: [RegexNode] = []
    while let scalar = peek, scalar != "|", scalar != ")" {
      if skip("\\Q") {
        while peek != nil, !skip("\\E"), let literal = next() { parts.append(character(literal)) }
        continue
      }
      guard let part = try atom() else { continue }
      parts.append(try repetition(of: part))
    }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  private func character(_ scalar: Unicode.Scalar) -> RegexNode {
    .character(.single(scalar, ignoresCase: flags.ignoresCase))
  }

  /// Nil for a group that only sets flags.
  private mutating func atom() throws(RegexError) -> RegexNode? {
    guard let scalar = next() else { return .empty }
    switch scalar {
    case "(": return try group()
    case "[": return .character(try bracketClass())
    case ".": return .character(flags.dotMatchesNewline ? .any : .anyButNewline)
    case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
    case "\\": return try escape()
    case "*", "+", "?": throw error("missing argument to repetition operator '\(scalar)'")
    default: return character(scalar)
    }
  }

  private mutating func group() throws(RegexError) -> RegexNode? {
    let outer = flags
    if skip("?P<") || skip("?<") {
      try groupName()
    } else if skip("?") {
      guard try groupFlags() else { return nil }
    }
    let inner = try alternation()
    guard skip(")") else { throw error("missing closing ')'") }
    flags = outer
    return inner
  }

  private mutating func groupName() throws(RegexError) {
    let start = index
    while let scalar = peek, scalar.isWord { index += 1 }
    guard index > start, skip(">") else { throw error("invalid named capture") }
  }

  /// Flags behind `(?`. True if a group follows, false if they hold for the rest of this group.
  private mutating func groupFlags() throws(RegexError) -> Bool {
    var value = true
    while let scalar = next() {
      switch scalar {
      case "i": flags.ignoresCase = value
      case "m": flags.isMultiline = value
      case "s": flags.dotMatchesNewline = value
      case "U": break  // Greediness does not change whether a text matches.
      case "-" where value: value = false
      case ":": return true
      case ")": return false
      default: throw error("unknown group syntax '(?\(scalar)'")
      }
    }
    throw error("missing closing ')'")
  }

  // MARK: Repetition

  private mutating func repetition(of part: RegexNode) throws(RegexError) -> RegexNode {
    guard let (minimum, maximum) = try repetitionCounts() else { return part }
    _ = skip("?")
    if let next = peek, next == "*" || next == "+" || next == "?" {
      throw error("invalid nested repetition operator")
    }
    guard try repetitionCounts() == nil else { throw error("invalid nested repetition operator") }
    return .repetition(part, minimum: minimum, maximum: maximum)
  }

  private mutating func repetitionCounts() throws(RegexError) -> (minimum: Int, maximum: Int?)? {
    if skip("*") { return (0, nil) }
    if skip("+") { return (1, nil) }
    if skip("?") { return (0, 1) }
    let start = index
    guard skip("{") else { return nil }
    // What is not of the form {n}, {n,} or {n,m} is text.
    guard let minimum = number() else {
      index = start
      return nil
    }
    var maximum: Int? = minimum
    if skip(",") { maximum = number() }
    guard skip("}") else {
      index = start
      return nil
    }
    guard max(minimum, maximum ?? 0) <= RegularExpression.maximumRepetition, minimum <= maximum ?? minimum
    else { throw error("invalid repeat count") }
    return (minimum, maximum)
  }

  /// Digits, cut off at a value that is too large anyway.
  private mutating func number() -> Int? {
    var value: Int?
    while let scalar = peek, scalar.value >= 0x30, scalar.value <= 0x39 {
      value = min((value ?? 0) * 10 + Int(scalar.value - 0x30), 1_000_000)
      index += 1
    }
    return value
  }
}

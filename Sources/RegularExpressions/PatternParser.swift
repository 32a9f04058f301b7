/// Reads RE2's syntax; errors are worded as Go's.
struct PatternParser {
  let pattern: String
  let scalars: [Unicode.Scalar]
  var index = 0
  var flags = Flags()
  private var nesting = 0
  private var names = [""]

  struct Flags {
    /// `i`
    var ignoresCase = false
    /// `m`: `^` and `$` match at lines too.
    var isMultiline = false
    /// `s`: `.` matches a newline.
    var dotMatchesNewline = false
    /// `U`: `x*` is lazy and `x*?` is greedy.
    var isLazy = false
  }

  static let maximumNesting = 250
  /// As in RE2.
  static let maximumRepetition = 1000

  private init(_ pattern: String) {
    self.pattern = pattern
    scalars = Array(pattern.unicodeScalars)
  }

  /// The tree of a pattern and the names of its groups.
  static func parse(
    _ pattern: String
  ) throws(RegularExpressionError) -> (tree: PatternNode, names: [String]) {
    guard pattern.utf8.count <= 64 << 10 else {
      throw RegularExpressionError(rule: "expression too large", part: String(pattern.prefix(64)))
    }
    var parser = PatternParser(pattern)
    let tree = try parser.alternation()
    guard parser.peek == nil else { throw parser.error("unexpected )", pattern) }
    return (tree, parser.names)
  }

  // MARK: Characters

  var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  func peek(_ offset: Int) -> Unicode.Scalar? {
    index + offset < scalars.count ? scalars[index + offset] : nil
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

  /// The pattern from a place up to where the parser is, or to the end.
  func text(from start: Int, to end: Int? = nil) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[min(start, scalars.count)..<min(max(start, end ?? index), scalars.count)])
    return String(view)
  }

  func error(_ rule: String, _ part: String) -> RegularExpressionError {
    RegularExpressionError(rule: rule, part: part)
  }

  // MARK: Grammar

  private mutating func alternation() throws(RegularExpressionError) -> PatternNode {
    guard nesting < PatternParser.maximumNesting else { throw error("expression nests too deeply", pattern) }
    nesting += 1
    defer { nesting -= 1 }
    var branches = [try sequence()]
    while skip("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternation(branches)
  }

  private mutating func sequence() throws(RegularExpressionError) -> PatternNode {
    var parts: [PatternNode] = []
    // Where the last repetition started, if it was the last thing read.
    var lastRepetition: Int?
    while let scalar = peek, scalar != "|", scalar != ")" {
      if skip("\\Q") {
        while peek != nil, !skip("\\E"), let literal = peek {
          index += 1
          parts.append(literalNode(literal.value))
        }
        lastRepetition = nil
        continue
      }
      let start = index
      if let counts = try repetitionCounts() {
        let isLazy = skip("?")
        if let lastRepetition { throw error("invalid nested repetition operator", text(from: lastRepetition)) }
        guard let part = parts.popLast() else {
          throw error("missing argument to repetition operator", text(from: start))
        }
        let node = PatternNode.repetition(
          part, minimum: counts.minimum, maximum: counts.maximum, isGreedy: isLazy == flags.isLazy)
        guard node.repeatsAtMost(PatternParser.maximumRepetition) else {
          throw error("invalid repeat count", text(from: start))
        }
        parts.append(node)
        lastRepetition = start
        continue
      }
      lastRepetition = nil
      if let part = try atom() { parts.append(part) }
    }
    return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
  }

  func literalNode(_ value: UInt32) -> PatternNode {
    if flags.ignoresCase, !CaseFolding.variants(of: value).isEmpty {
      return .characters(.of([value...value], ignoresCase: true))
    }
    return .character(value)
  }

  /// Nil for a group that only sets flags.
  private mutating func atom() throws(RegularExpressionError) -> PatternNode? {
    guard let scalar = peek else { return .empty }
    switch scalar {
    case "(": return try group()
    case "[": return .characters(try bracketClass())
    case "\\": return try escape()
    default: index += 1
    }
    switch scalar {
    case ".": return .characters(flags.dotMatchesNewline ? .any : .anyButNewline)
    case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
    default: return literalNode(scalar.value)
    }
  }

  // MARK: Groups

  private mutating func group() throws(RegularExpressionError) -> PatternNode? {
    let outer = flags
    let start = index
    var number: Int?
    if skip("(?P<") || skip("(?<") {
      number = names.count
      names.append(try groupName(start))
    } else if skip("(?") {
      guard try groupFlags(start) else { return nil }
    } else {
      index += 1
      number = names.count
      names.append("")
    }
    let inner = try alternation()
    guard skip(")") else { throw error("missing closing )", pattern) }
    flags = outer
    return number.map { .capture($0, inner) } ?? .sequence([inner])
  }

  private mutating func groupName(_ start: Int) throws(RegularExpressionError) -> String {
    let nameStart = index
    while let scalar = peek, scalar != ">" { index += 1 }
    guard peek != nil else { throw error("invalid named capture", text(from: start)) }
    let name = text(from: nameStart)
    index += 1
    let isValid = !name.isEmpty && name.unicodeScalars.allSatisfy(\.isWord)
    guard isValid else { throw error("invalid named capture", text(from: start)) }
    if names.contains(name) { throw error("duplicate capture group name", name) }
    return name
  }

  /// Flags behind `(?`. True if a group follows, false if they hold for the rest of this group.
  private mutating func groupFlags(_ start: Int) throws(RegularExpressionError) -> Bool {
    var value = true
    var sawFlag = false
    var changed = flags
    loop: while let scalar = peek {
      index += 1
      switch scalar {
      case "i": changed.ignoresCase = value
      case "m": changed.isMultiline = value
      case "s": changed.dotMatchesNewline = value
      case "U": changed.isLazy = value
      case "-" where value:
        value = false
        sawFlag = false
        continue
      case ":", ")":
        if !value, !sawFlag { break loop }
        flags = changed
        return scalar == ":"
      default: break loop
      }
      sawFlag = true
    }
    throw error("invalid or unsupported Perl syntax", text(from: start))
  }

  // MARK: Repetition

  private mutating func repetitionCounts() throws(RegularExpressionError) -> (minimum: Int, maximum: Int?)? {
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
    guard max(minimum, maximum ?? 0) <= PatternParser.maximumRepetition, minimum <= maximum ?? minimum else {
      throw error("invalid repeat count", text(from: start))
    }
    return (minimum, maximum)
  }

  /// Digits, cut off at a value that is too large anyway; a leading zero makes it no number.
  private mutating func number() -> Int? {
    if peek == "0", let next = peek(1), 0x30...0x39 ~= next.value { return nil }
    var value: Int?
    while let scalar = peek, 0x30...0x39 ~= scalar.value {
      value = min((value ?? 0) * 10 + Int(scalar.value - 0x30), 1_000_000)
      index += 1
    }
    return value
  }
}

extension Unicode.Scalar {
  /// `\w`, which is ASCII in RE2.
  var isWord: Bool {
    switch value {
    case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
    default: false
    }
  }
}

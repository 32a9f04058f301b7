/// A regular expression with RE2's syntax and meaning, as Go's package regexp has them.
///
/// Matching advances all alternatives together, one character at a time, and takes time linear to the text: patterns
/// come from strangers, and a backtracking engine lets `(a+)+$` hold a thread for years. Texts are UTF-8; a byte that
/// is none counts as U+FFFD.
public struct RegularExpression: Sendable {
  /// The pattern it was made of.
  public let pattern: String
  /// The names of the groups, the whole match first; empty for those without one.
  public let groupNames: [String]
  let program: Program

  /// - Throws: ``RegularExpressionError`` with Go's text: `error parsing regexp: ...`.
  public init(_ pattern: String) throws(RegularExpressionError) {
    self.pattern = pattern
    let (tree, names) = try PatternParser.parse(pattern)
    groupNames = names
    program = try Compiler.compile(tree, pattern: pattern, groupCount: names.count)
  }

  /// Where a match and its groups are.
  public struct Match: Sendable, Equatable {
    /// The whole match first, then the groups; `nil` for groups that took no part.
    public let groups: [Range<Int>?]
    /// The whole match, in bytes.
    public var range: Range<Int> { groups.first.flatMap { $0 } ?? 0..<0 }
  }

  /// How much work one search may take: characters times alternatives.
  public static let defaultSteps = 1_000_000_000

  // MARK: Searching

  /// Whether the pattern occurs anywhere in the text.
  ///
  /// - Throws: ``RegularExpressionError`` when `steps` do not suffice.
  public func matches(_ text: String, steps: Int = defaultSteps) throws(RegularExpressionError) -> Bool {
    try matches(Array(text.utf8), steps: steps)
  }

  public func matches(_ text: [UInt8], steps: Int = defaultSteps) throws(RegularExpressionError) -> Bool {
    var machine = Machine(self, text, captures: false, steps: steps)
    return try machine.find(from: 0) != nil
  }

  /// As ``matches(_:steps:)-([UInt8],_)``, for several searches with one allowance: what a search takes is taken off.
  public func matches(_ text: [UInt8], stepsLeft: inout Int) throws(RegularExpressionError) -> Bool {
    var machine = Machine(self, text, captures: false, steps: stepsLeft)
    defer { stepsLeft = machine.stepsLeft }
    return try machine.find(from: 0) != nil
  }

  /// What the pattern was compiled to, in steps: the work for one character at most.
  public var cost: Int { program.instructions.count }

  /// The leftmost match that starts at `start` or behind; of several there, the one a backtracking engine would find.
  public func firstMatch(
    in text: [UInt8], from start: Int = 0, steps: Int = defaultSteps
  ) throws(RegularExpressionError) -> Match? {
    var machine = Machine(self, text, captures: true, steps: steps)
    return try machine.find(from: start)
  }

  /// All matches that do not overlap, at most `limit` of them if it is not negative.
  public func allMatches(
    in text: [UInt8], limit: Int = -1, steps: Int = defaultSteps
  ) throws(RegularExpressionError) -> [Match] {
    var machine = Machine(self, text, captures: true, steps: steps)
    var found: [Match] = []
    var position = 0
    var previousEnd = -1
    while position <= text.count, limit < 0 || found.count < limit {
      guard let match = try machine.find(from: position) else { break }
      let range = match.range
      // No empty match right behind another match.
      let isAccepted = !(range.upperBound == position && range.lowerBound == previousEnd)
      position = range.upperBound == position ? position + UTF8Step.width(text, position) : range.upperBound
      previousEnd = range.upperBound
      if isAccepted { found.append(match) }
    }
    return found
  }

  /// The text with everything that has a meaning in patterns escaped.
  public static func quoted(_ text: String) -> String {
    let special = Array("\\.+*?()|[]{}^$".utf8)
    var out: [UInt8] = []
    for byte in text.utf8 {
      if special.contains(byte) { out.append(UInt8(ascii: "\\")) }
      out.append(byte)
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// Why a text is no pattern, or why a search was given up.
public struct RegularExpressionError: Error, Equatable, CustomStringConvertible {
  /// The rule, in the words of Go's package regexp/syntax.
  public let rule: String
  /// The part of the pattern that broke it.
  public let part: String

  public var description: String { "error parsing regexp: \(rule): `\(part)`" }

  static func tooMuchWork(_ pattern: String) -> RegularExpressionError {
    RegularExpressionError(rule: "expression too expensive for a text of this length", part: pattern)
  }
}

/// Characters of a text that may not be UTF-8.
enum UTF8Step {
  /// The character at a place and its length; U+FFFD and 1 for what is not UTF-8. The place must be in the text.
  @inline(__always)
  static func decode(_ text: borrowing [UInt8], _ index: Int) -> (scalar: UInt32, width: Int) {
    let first = text[index]
    if first < 0x80 { return (UInt32(first), 1) }
    return decodeLong(text, index, first)
  }

  private static func decodeLong(_ text: [UInt8], _ index: Int, _ first: UInt8) -> (scalar: UInt32, width: Int) {
    let width: Int
    var value: UInt32
    switch first {
    case 0xC2...0xDF: (width, value) = (2, UInt32(first & 0x1F))
    case 0xE0...0xEF: (width, value) = (3, UInt32(first & 0x0F))
    case 0xF0...0xF4: (width, value) = (4, UInt32(first & 0x07))
    default: return (0xFFFD, 1)
    }
    guard index + width <= text.count else { return (0xFFFD, 1) }
    for next in text[(index + 1)..<(index + width)] {
      guard next & 0xC0 == 0x80 else { return (0xFFFD, 1) }
      value = value << 6 | UInt32(next & 0x3F)
    }
    let isOverlong = (width == 3 && value < 0x800) || (width == 4 && value < 0x10000)
    if isOverlong || value > 0x10FFFF || 0xD800...0xDFFF ~= value { return (0xFFFD, 1) }
    return (value, width)
  }

  /// How far to the next character; 1 at the end.
  static func width(_ text: [UInt8], _ index: Int) -> Int { index < text.count ? decode(text, index).width : 1 }
}

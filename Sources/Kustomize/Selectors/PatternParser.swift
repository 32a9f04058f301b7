/// Reads the syntax of regular expressions.
struct PatternParser {
  private let pattern: String
  private let text: [Unicode.Scalar]
  private var index = 0
  private var depth = 0
  private var ignoresCase = false
  private var dotMatchesNewline = false
  private var isMultiline = false

  private static let maximumDepth = 100

  static let digits: [ClosedRange<UInt32>] = [48...57]
  static let word: [ClosedRange<UInt32>] = [48...57, 65...90, 95...95, 97...122]
  static let space: [ClosedRange<UInt32>] = [9...10, 12...13, 32...32]

  init(_ pattern: String) {
    self.pattern = pattern
    text = Array(pattern.unicodeScalars)
  }

  mutating func parse() throws -> PatternTree {
    let tree = try alternatives()
    guard index == text.count else { throw failure("unexpected )") }
    return tree
  }

  private func failure(_ problem: String) -> KustomizeError {
    KustomizeError("error parsing regexp: \(problem): `\(pattern)`")
  }

  private var next: Unicode.Scalar? { index < text.count ? text[index] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    index += 1
    return true
  }

  private mutating func alternatives() throws -> PatternTree {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.maximumDepth else { throw failure("expression nests too deeply") }
    var parts = [try sequence()]
    while take("|") { parts.append(try sequence()) }
    return parts.count == 1 ? parts[0] : .alternatives(parts)
  }

  private mutating func sequence() throws -> PatternTree {
    var parts: [PatternTree] = []
    while let scalar = next, scalar != "|", scalar != ")" { parts.append(try repeated(try atom())) }
    return .sequence(parts)
  }

  private mutating func repeated(_ atom: PatternTree) throws -> PatternTree {
    var tree = atom
    while let scalar = next {
      switch scalar {
      case "*": tree = .repetition(tree, from: 0, to: nil)
      case "+": tree = .repetition(tree, from: 1, to: nil)
      case "?": tree = .repetition(tree, from: 0, to: 1)
      case "{":
        guard let (from, to) = try count() else { return tree }
        tree = .repetition(tree, from: from, to: to)
        _ = take("?")
        continue
      default: return tree
      }
      index += 1
      _ = take("?")  // laziness changes what is captured, not what matches
    }
    return tree
  }

  /// `{n}`, `{n,}` or `{n,m}`; anything else is text.
  private mutating func count() throws -> (Int, Int?)? {
    guard let close = text[index...].firstIndex(of: "}") else { return nil }
    let parts = String(String.UnicodeScalarView(text[(index + 1)..<close])).split(separator: ",", omittingEmptySubsequences: false)
    guard let first = parts.first, let from = Int(first), parts.count <= 2 else { return nil }
    var to: Int? = from
    if parts.count == 2 { to = parts[1].isEmpty ? nil : Int(parts[1]) }
    if parts.count == 2, to == nil, !parts[1].isEmpty { return nil }
    guard (0...1000).contains(from), to.map({ $0 >= from && $0 <= 1000 }) ?? true else {
      throw failure("invalid repeat count")
    }
    index = close + 1
    return (from, to)
  }

  private mutating func atom() throws -> PatternTree {
    guard let scalar = next else { return .empty }
    index += 1
    switch scalar {
    case "(": return try group()
    case "[": return .character(try characterClass())
    case ".":
      return .character(.init(ranges: dotMatchesNewline ? [] : [10...10], isNegated: true))
    case "^": return .assertion(isMultiline ? .lineStart : .start)
    case "$": return .assertion(isMultiline ? .lineEnd : .end)
    case "\\": return try escape()
    case "*", "+", "?": throw failure("missing argument to repetition operator")
    default: return .character(.init(ranges: cases(scalar)))
    }
  }

  private func cases(_ scalar: Unicode.Scalar) -> [ClosedRange<UInt32>] {
    guard ignoresCase else { return [scalar.value...scalar.value] }
    let both = scalar.properties.lowercaseMapping.unicodeScalars + scalar.properties.uppercaseMapping.unicodeScalars
    return both.map { $0.value...$0.value }
  }

  private mutating func group() throws -> PatternTree {
    let saved = (ignoresCase, dotMatchesNewline, isMultiline)
    if take("?") {
      if take("P") || next == "<" {
        guard let close = text[index...].firstIndex(of: ">") else { throw failure("invalid named capture") }
        index = close + 1
      } else if try flags() {
        return .empty
      }
    }
    let tree = try alternatives()
    guard take(")") else { throw failure("missing closing )") }
    (ignoresCase, dotMatchesNewline, isMultiline) = saved
    return tree
  }

  /// Reads the flags of a group. Whether that was all of it, as in `(?i)`.
  private mutating func flags() throws -> Bool {
    var value = true
    while let scalar = next {
      index += 1
      switch scalar {
      case "i": ignoresCase = value
      case "s": dotMatchesNewline = value
      case "m": isMultiline = value
      case "U": break
      case "-": value = false
      case ":": return false
      case ")": return true
      default: throw failure("invalid or unsupported Perl syntax")
      }
    }
    throw failure("missing closing )")
  }

  private mutating func escape() throws -> PatternTree {
    guard let scalar = next else { throw failure("trailing backslash at end of expression") }
    switch scalar {
    case "A": index += 1; return .assertion(.start)
    case "z": index += 1; return .assertion(.end)
    case "b": index += 1; return .assertion(.wordBoundary)
    case "B": index += 1; return .assertion(.noWordBoundary)
    default: return .character(try escapedSet())
    }
  }

  /// What comes after a backslash as a set of characters.
  private mutating func escapedSet() throws -> PatternProgram.CharacterSet {
    guard let scalar = next else { throw failure("trailing backslash at end of expression") }
    index += 1
    switch scalar {
    case "d": return .init(ranges: Self.digits)
    case "D": return .init(ranges: Self.digits, isNegated: true)
    case "w": return .init(ranges: Self.word)
    case "W": return .init(ranges: Self.word, isNegated: true)
    case "s": return .init(ranges: Self.space)
    case "S": return .init(ranges: Self.space, isNegated: true)
    case "n": return .init(ranges: [10...10])
    case "t": return .init(ranges: [9...9])
    case "r": return .init(ranges: [13...13])
    case "f": return .init(ranges: [12...12])
    case "v": return .init(ranges: [11...11])
    case "0"..."9", "a"..."z", "A"..."Z": throw failure("invalid escape sequence: `\\\(scalar)`")
    default: return .init(ranges: [scalar.value...scalar.value])
    }
  }

  private mutating func characterClass() throws -> PatternProgram.CharacterSet {
    var set = PatternProgram.CharacterSet(isNegated: take("^"))
    var isFirst = true
    while isFirst || next != "]" {
      guard let scalar = next else { throw failure("missing closing ]") }
      isFirst = false
      if scalar == "[", let named = try namedClass() {
        set.ranges += named
        continue
      }
      index += 1
      if scalar == "\\" {
        let escaped = try escapedSet()
        if escaped.isNegated || escaped.ranges.count != 1 || escaped.ranges[0].count != 1 {
          set.ranges += escaped.isNegated ? Self.complement(escaped.ranges) : escaped.ranges
          continue
        }
        try addRange(from: escaped.ranges[0].lowerBound, to: &set)
      } else {
        try addRange(from: scalar.value, to: &set)
      }
    }
    index += 1
    return set
  }

  private mutating func addRange(from low: UInt32, to set: inout PatternProgram.CharacterSet) throws {
    var high = low
    if next == "-", index + 1 < text.count, text[index + 1] != "]" {
      index += 1
      if take("\\") { high = try escapedSet().ranges.first?.lowerBound ?? low } else if let end = next {
        high = end.value
        index += 1
      }
    }
    guard low <= high else { throw failure("invalid character class range") }
    set.ranges.append(low...high)
    if ignoresCase, low == high, let scalar = Unicode.Scalar(low) { set.ranges += cases(scalar) }
  }

  private static let named: [String: [ClosedRange<UInt32>]] = [
    "alpha": [65...90, 97...122], "digit": digits, "alnum": [48...57, 65...90, 97...122], "upper": [65...90],
    "lower": [97...122], "space": [9...13, 32...32], "word": word, "xdigit": [48...57, 65...70, 97...102],
    "punct": [33...47, 58...64, 91...96, 123...126],
  ]

  private mutating func namedClass() throws -> [ClosedRange<UInt32>]? {
    guard index + 1 < text.count, text[index + 1] == ":" else { return nil }
    guard let close = text[(index + 2)...].firstIndex(of: ":"), close + 1 < text.count, text[close + 1] == "]" else {
      return nil
    }
    var name = String(String.UnicodeScalarView(text[(index + 2)..<close]))
    let isNegated = name.hasPrefix("^")
    if isNegated { name.removeFirst() }
    guard let ranges = Self.named[name] else { throw failure("invalid character class range") }
    index = close + 2
    return isNegated ? Self.complement(ranges) : ranges
  }

  private static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
      next = max(next, range.upperBound + 1)
    }
    return result + [next...0x10FFFF]
  }
}

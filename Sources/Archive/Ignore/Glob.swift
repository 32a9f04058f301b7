/// A shell pattern for one name: `*`, `?`, classes and `\` escapes, none of which match a slash.
struct Glob: Sendable, Equatable {
  private enum Token: Sendable, Equatable {
    case byte(UInt8)
    case any
    case many
    case set([ClosedRange<UInt32>], negated: Bool)
  }

  private let tokens: [Token]

  /// - Returns: `nil` when a class or an escape is not finished.
  init?(_ text: some Sequence<UInt8>) {
    var scalars = Array(String(decoding: Array(text), as: UTF8.self).unicodeScalars)[...]
    var tokens: [Token] = []
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "*": if tokens.last != .many { tokens.append(.many) }
      case "?": tokens.append(.any)
      case "[":
        guard let set = Self.set(&scalars) else { return nil }
        tokens.append(set)
      case "\\":
        guard let escaped = scalars.popFirst() else { return nil }
        tokens += String(escaped).utf8.map { .byte($0) }
      default: tokens += String(scalar).utf8.map { .byte($0) }
      }
    }
    self.tokens = tokens
  }

  private static func set(_ scalars: inout ArraySlice<Unicode.Scalar>) -> Token? {
    let negated = scalars.first == "!" || scalars.first == "^"
    if negated { scalars.removeFirst() }
    var ranges: [ClosedRange<UInt32>] = []
    while let first = scalars.popFirst() {
      if first == "]" && !ranges.isEmpty { return .set(ranges, negated: negated) }
      guard let low = first == "\\" ? scalars.popFirst() : first else { return nil }
      var high = low
      if scalars.first == "-", scalars.dropFirst().first != "]" {
        scalars.removeFirst()
        guard let next = scalars.popFirst(), let end = next == "\\" ? scalars.popFirst() : next else { return nil }
        high = end
      }
      // A range that runs backwards matches nothing.
      ranges.append(low.value <= high.value ? low.value...high.value : UInt32.max...UInt32.max)
    }
    return nil
  }

  /// Whether the whole name matches. Takes at most n * m steps.
  func matches(_ name: [UInt8]) -> Bool {
    var token = 0
    var index = 0
    var retry: (token: Int, index: Int)?
    while true {
      if token < tokens.count, let length = length(of: tokens[token], at: index, in: name) {
        if tokens[token] == .many { retry = (token + 1, index) }
        token += 1
        index += length
        continue
      }
      if token == tokens.count && index == name.count { return true }
      guard let last = retry, last.index < name.count else { return false }
      retry = (last.token, last.index + 1)
      token = last.token
      index = last.index + 1
    }
  }

  /// How many bytes the token takes at this place, or `nil` when it does not match there.
  private func length(of token: Token, at index: Int, in name: [UInt8]) -> Int? {
    switch token {
    case .many: return 0
    case .byte(let byte): return index < name.count && name[index] == byte ? 1 : nil
    case .any: return Self.scalar(name, index)?.length
    case .set(let ranges, let negated):
      guard let (value, length) = Self.scalar(name, index) else { return nil }
      return ranges.contains { $0.contains(value) } != negated ? length : nil
    }
  }

  /// The character at this place and its length; a byte that is not valid UTF-8 stands for itself.
  private static func scalar(_ name: [UInt8], _ index: Int) -> (value: UInt32, length: Int)? {
    guard index < name.count else { return nil }
    let lead = name[index]
    let length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard length > 1, name.count - index >= length else { return (UInt32(lead), 1) }
    var value = UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<length {
      guard name[index + offset] & 0xC0 == 0x80 else { return (UInt32(lead), 1) }
      value = value << 6 | UInt32(name[index + offset] & 0x3F)
    }
    return (value, length)
  }
}

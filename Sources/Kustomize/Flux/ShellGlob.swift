/// A pattern of the shell: `*`, `?`, `[a-z]`, `[^a]` and `\` before a character that stands for itself.
struct ShellGlob {
  private struct Chunk {
    /// Whether anything may stand before the chunk.
    let afterStar: Bool
    let pattern: ArraySlice<UInt8>
  }

  /// Trimming tries every prefix of a value; this bounds the work.
  static let maximumLength = 8192

  private let chunks: [Chunk]

  init(_ pattern: String) {
    var chunks: [Chunk] = []
    var rest = Array(pattern.utf8)[...]
    while !rest.isEmpty {
      let start = rest.startIndex
      while rest.first == UInt8(ascii: "*") { rest.removeFirst() }
      let afterStar = rest.startIndex > start
      let end = Self.end(of: rest)
      chunks.append(Chunk(afterStar: afterStar, pattern: rest[..<end]))
      rest = rest[end...]
    }
    self.chunks = chunks
  }

  /// Where the next star is that means something.
  private static func end(of pattern: ArraySlice<UInt8>) -> Int {
    var index = pattern.startIndex
    var isInClass = false
    while index < pattern.endIndex {
      switch pattern[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "["): isInClass = true
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "*") where !isInClass: return index
      default: break
      }
      index += 1
    }
    return pattern.endIndex
  }

  /// Whether the pattern matches the whole text; `nil` when it is malformed.
  func matches(_ text: ArraySlice<UInt8>) -> Bool? {
    var text = text
    for (number, chunk) in chunks.enumerated() {
      let isLast = number == chunks.count - 1
      if chunk.afterStar && chunk.pattern.isEmpty { return true }
      guard let first = Self.match(chunk.pattern, text) else { return nil }
      if let rest = first, rest == text.endIndex || !isLast {
        text = text[rest...]
        continue
      }
      guard chunk.afterStar else { return false }
      var found: Int?
      for start in text.indices.dropFirst() + [text.endIndex] where found == nil && start > text.startIndex {
        guard let result = Self.match(chunk.pattern, text[start...]) else { return nil }
        if let rest = result, !isLast || rest == text.endIndex { found = rest }
      }
      guard let found else { return false }
      text = text[found...]
    }
    return text.isEmpty
  }

  /// Where a chunk that matches the beginning of a text ends: `.some(nil)` for no match, `nil` for a malformed pattern.
  private static func match(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Int?? {
    var index = pattern.startIndex
    var position = text.startIndex
    while index < pattern.endIndex {
      guard position < text.endIndex else { return .some(nil) }
      switch pattern[index] {
      case UInt8(ascii: "["):
        guard let (set, isNegated, end) = characterClass(pattern, index + 1) else { return nil }
        let (scalar, width) = scalar(text, position)
        if set.contains(where: { $0.contains(scalar) }) == isNegated { return .some(nil) }
        position += width
        index = end
      case UInt8(ascii: "?"):
        position += scalar(text, position).width
        index += 1
      default:
        if pattern[index] == UInt8(ascii: "\\") { index += 1 }
        guard index < pattern.endIndex else { return nil }
        if pattern[index] != text[position] { return .some(nil) }
        position += 1
        index += 1
      }
    }
    return .some(position)
  }

  private static func scalar(_ bytes: ArraySlice<UInt8>, _ index: Int) -> (value: UInt32, width: Int) {
    var iterator = bytes[index...].makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return (0xFFFD, 1) }
    return (scalar.value, String(scalar).utf8.count)
  }

  /// The ranges of a class, and where it ends.
  private static func characterClass(
    _ pattern: ArraySlice<UInt8>, _ start: Int
  ) -> (ranges: [ClosedRange<UInt32>], isNegated: Bool, end: Int)? {
    var index = start
    let isNegated = index < pattern.endIndex && pattern[index] == UInt8(ascii: "^")
    if isNegated { index += 1 }
    var ranges: [ClosedRange<UInt32>] = []
    var count = 0
    while true {
      if index < pattern.endIndex, pattern[index] == UInt8(ascii: "]"), count > 0 {
        return (ranges, isNegated, index + 1)
      }
      guard let low = member(pattern, &index) else { return nil }
      var high = low
      if pattern[index] == UInt8(ascii: "-") {
        index += 1
        guard let end = member(pattern, &index) else { return nil }
        high = end
      }
      if low <= high { ranges.append(low...high) }
      count += 1
    }
  }

  private static func member(_ pattern: ArraySlice<UInt8>, _ index: inout Int) -> UInt32? {
    guard index < pattern.endIndex, pattern[index] != UInt8(ascii: "-"), pattern[index] != UInt8(ascii: "]") else {
      return nil
    }
    if pattern[index] == UInt8(ascii: "\\") { index += 1 }
    guard index < pattern.endIndex else { return nil }
    let (value, width) = scalar(pattern, index)
    index += width
    return index < pattern.endIndex ? value : nil
  }
}

/// Takes out of a message what differs between two tellings of the same thing: lengths of time and counters.
///
/// `finished in 1.2s, 3 retries` and `finished in 950ms, 4 retries` are equal then. Numbers that are part of a word, a
/// version, an address or a path stay: they say what the message is about.
enum Noise {
  /// The message with `#` for each length of time and each counter.
  static func withoutNumbers(_ message: String) -> String {
    let bytes = Array(message.utf8)
    guard bytes.contains(where: isDigit) else { return message }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var position = 0
    while position < bytes.count {
      let word = end(of: position, bytes)
      if word == position {
        result.append(bytes[position])
        position += 1
      } else {
        append(bytes[position..<word], to: &result)
        position = word
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Where the word that begins here ends; words are apart by white space, brackets, commas and the like.
  private static func end(of start: Int, _ bytes: [UInt8]) -> Int {
    var position = start
    while position < bytes.count, !separators.contains(bytes[position]) { position += 1 }
    return position
  }

  private static func append(_ word: ArraySlice<UInt8>, to result: inout [UInt8]) {
    // A full stop or a colon may end a sentence behind a number.
    let core = word.last.map { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") } == true ? word.dropLast() : word
    guard isCounter(core) || isDuration(core) else { return result.append(contentsOf: word) }
    result.append(UInt8(ascii: "#"))
    result.append(contentsOf: word[core.endIndex...])
  }

  /// `3`, or `2/5`.
  private static func isCounter(_ word: ArraySlice<UInt8>) -> Bool {
    let parts = word.split(separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.count <= 9 && $0.allSatisfy(isDigit) }
  }

  /// `1.5s`, `1h30m0s`, `20ms`, as Go writes lengths of time.
  private static func isDuration(_ word: ArraySlice<UInt8>) -> Bool {
    var rest = word
    guard !rest.isEmpty else { return false }
    while !rest.isEmpty {
      let number = rest.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
      guard let first = number.first, isDigit(first) else { return false }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { !isDigit($0) }
      guard units.contains(String(decoding: unit, as: UTF8.self)) else { return false }
      rest = rest.dropFirst(unit.count)
    }
    return true
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static let separators = Set(" \t\n\r,;()[]{}'\"".utf8)
  private static let units: Set<String> = ["h", "m", "s", "ms", "us", "µs", "ns"]
}

/// Names and paths of fields that were read before.
///
/// A chart says the same few hundred things ten thousand times; here each is kept once.
struct NamePool: Sendable {
  /// Up to here a string needs no memory of its own.
  static let inlineBytes = 15

  private var names: Set<String> = []
  private var paths: [String: [String]] = [:]

  /// The same text, kept once.
  mutating func name(_ text: String) -> String {
    text.utf8.count > Self.inlineBytes ? names.insert(text).memberAfterInsert : text
  }

  /// The names in a path such as `.A.B.C`.
  mutating func path(_ text: String) -> [String] {
    if let known = paths[text] { return known }
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: true)
    let path = parts.map { name(String(Substring($0))) }
    paths[text] = path
    return path
  }
}

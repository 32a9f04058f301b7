/// The documents of a YAML stream, read one at a time, so that only one is in memory.
///
/// ```swift
/// var documents = YAMLDocuments(bytes)
/// while let document = try documents.next() { ... }
/// ```
///
/// Aliases are replaced by what they stand for and merge keys (`<<`) by the entries they bring. A key that occurs
/// twice in a mapping is an error.
public struct YAMLDocuments {
  private let composer: YAMLComposer
  private let limit: Int
  private var count = 0
  private var isAtEnd = false

  public init(_ text: [UInt8], limits: YAMLLimits = YAMLLimits()) {
    composer = YAMLComposer(
      YAMLEvents(text, refusesEscapedSlashes: limits.refusesEscapedSlashes), limits: limits)
    limit = limits.documents
  }

  /// The next document; an empty one is a null node. `nil` at the end.
  public mutating func next() throws(YAMLError) -> YAMLNode? {
    guard !isAtEnd else { return nil }
    guard count < limit else { throw YAMLError(.tooManyDocuments(limit: limit)) }
    guard let document = try composer.document() else {
      isAtEnd = true
      return nil
    }
    count += 1
    return document
  }
}

/// A revision as it stands in artifacts: `main@sha1:<hex>`, or `sha1:<hex>` for a commit alone.
public struct Revision: Sendable, Hashable, CustomStringConvertible {
  /// Branch, tag or full reference name.
  public let label: String?
  public let commit: ObjectID

  public init(label: String?, commit: ObjectID) {
    self.label = label
    self.commit = commit
  }

  /// Reads a revision; the form `main/<hex>` of older releases is understood as well (S-GT-04).
  public init?(_ text: String) {
    if let at = text.lastIndex(of: "@") {
      guard let commit = Self.digest(text[text.index(after: at)...]) else { return nil }
      self.init(label: String(text[..<at]), commit: commit)
    } else if let commit = Self.digest(text[...]) {
      self.init(label: nil, commit: commit)
    } else if let slash = text.lastIndex(of: "/"), let commit = ObjectID(hex: text[text.index(after: slash)...]) {
      self.init(label: String(text[..<slash]), commit: commit)
    } else {
      return nil
    }
  }

  public var description: String {
    let digest = "\(commit.format.rawValue):\(commit)"
    return label.map { "\($0)@\(digest)" } ?? digest
  }

  private static func digest(_ text: Substring) -> ObjectID? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let id = ObjectID(hex: parts[1]), id.format.rawValue == parts[0] else { return nil }
    return id
  }
}

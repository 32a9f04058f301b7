/// A commit as it stands in the repository.
public struct Commit: Sendable, Equatable {
  public let id: ObjectID
  public let tree: ObjectID
  public let parents: [ObjectID]
  public let author: Signature
  public let committer: Signature
  /// The signature in the `gpgsig` (or `gpgsig-sha256`) header, if any.
  public let signature: String?
  public let message: String
  /// The object's own bytes. Signatures are verified over these, never over something written anew.
  public let raw: [UInt8]

  /// The first line of the message.
  public var summary: String { message.firstLine }

  /// - Throws: ``ObjectError/malformed(_:kind:reason:)``.
  public init(id: ObjectID, raw: [UInt8]) throws(ObjectError) {
    let headers = ObjectHeaders(raw)
    func malformed(_ reason: String) -> ObjectError { .malformed(id, kind: .commit, reason: reason) }
    guard let tree = headers.objectID("tree", id.format) else { throw malformed("no tree") }
    guard let author = headers["author"].flatMap({ Signature($0) }) else { throw malformed("no author") }
    guard let committer = headers["committer"].flatMap({ Signature($0) }) else { throw malformed("no committer") }
    var parents: [ObjectID] = []
    for text in headers.all("parent") {
      guard let parent = ObjectID(hex: text), parent.format == id.format else { throw malformed("bad parent") }
      parents.append(parent)
    }
    self.id = id
    self.tree = tree
    self.parents = parents
    self.author = author
    self.committer = committer
    self.signature = headers[id.format == .sha1 ? "gpgsig" : "gpgsig-sha256"]
    self.message = headers.message
    self.raw = raw
  }
}

extension String {
  var firstLine: String {
    String(decoding: Array(utf8).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
  }
}

/// An annotated tag as it stands in the repository.
public struct Tag: Sendable, Equatable {
  public let id: ObjectID
  /// What is tagged: usually a commit, but it may be any object, another tag included.
  public let target: ObjectID
  public let targetKind: ObjectKind
  public let name: String
  public let tagger: Signature?
  public let message: String
  /// The object's own bytes. Signatures are verified over these.
  public let raw: [UInt8]

  /// - Throws: ``ObjectError/malformed(_:kind:reason:)``.
  public init(id: ObjectID, raw: [UInt8]) throws(ObjectError) {
    let headers = ObjectHeaders(raw)
    let kinds: [ObjectKind] = [.commit, .tree, .blob, .tag]
    guard let target = headers.objectID("object", id.format),
      let kind = kinds.first(where: { $0.name == headers["type"] }), let name = headers["tag"]
    else { throw .malformed(id, kind: .tag, reason: "object, type or tag line is missing") }
    self.id = id
    self.target = target
    targetKind = kind
    self.name = name
    tagger = headers["tagger"].flatMap { Signature($0) }
    message = headers.message
    self.raw = raw
  }
}

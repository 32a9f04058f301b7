/// Another name, tag or digest for a container image.
public struct ImageOverride: Codable, Hashable, Sendable {
  @NonEmpty public var digest: String?
  public var name: String
  @NonEmpty public var newName: String?
  @NonEmpty public var newTag: String?

  public init(name: String, newName: String? = nil, newTag: String? = nil, digest: String? = nil) {
    self.name = name
    self.newName = newName
    self.newTag = newTag
    self.digest = digest
  }

  package static let schema = Schema.object("Another name, tag or digest for a container image.") {
    Field("digest", .string, "Digest to use; it wins over newTag.")
    Field("name", required: .string, "Image without tag, as the manifests have it.")
    Field("newName", .string, "Name to use.")
    Field("newTag", .string, "Tag to use.")
  }
}

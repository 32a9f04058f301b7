extension GitRepository {
  /// Another repository whose artifact becomes part of this one's.
  public struct Include: Codable, Hashable, Sendable {
    /// `nil` for the whole artifact.
    @NonEmpty public var fromPath: String?
    public var repository: LocalObjectReference
    @NonEmpty public var toPath: String?

    public init(repository: LocalObjectReference, fromPath: String? = nil, toPath: String? = nil) {
      self.repository = repository
      self.fromPath = fromPath
      self.toPath = toPath
    }

    /// Where the content is put: by default a directory named as the repository.
    public var effectiveToPath: String { toPath ?? repository.name }

    package static let schema = Schema.object("Another repository whose artifact to put in.") {
      Field("fromPath", .string, "What of the other artifact; by default all.")
      Field("repository", required: LocalObjectReference.schema, "GitRepository in the same namespace.")
      Field("toPath", .string, "Where to put it; by default a directory named as the repository.")
    }
  }
}

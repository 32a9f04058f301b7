extension OCIRepository {
  /// What of a repository to pull: digest wins over semver, semver over tag.
  public struct Reference: Codable, Hashable, Sendable {
    @NonEmpty public var digest: String?
    @NonEmpty public var semver: String?
    /// A regular expression that tags must match to be considered for ``semver``.
    @NonEmpty public var semverFilter: String?
    @NonEmpty public var tag: String?

    public init(tag: String? = nil, semver: String? = nil, semverFilter: String? = nil, digest: String? = nil) {
      self.tag = tag
      self.semver = semver
      self.semverFilter = semverFilter
      self.digest = digest
    }

    /// The tag that is pulled when nothing is named.
    public static let defaultTag = "latest"

    package static let schema = Schema.object("What of the repository to pull.") {
      Field("digest", .string, "Digest, sha256:<hex>; it wins over the others.")
      Field("semver", .string, "Range of versions, of which the highest tag is taken; it wins over tag.")
      Field("semverFilter", .string, "Regular expression for the tags that semver considers.")
      Field("tag", .string, "Tag; by default latest.")
    }
  }

  /// Which layer of an artifact holds the files, and what to do with it.
  public struct LayerSelector: Codable, Hashable, Sendable {
    /// `nil` for the first layer.
    @NonEmpty public var mediaType: String?
    public var operation: LayerOperation?

    public init(mediaType: String? = nil, operation: LayerOperation? = nil) {
      self.mediaType = mediaType
      self.operation = operation
    }

    public var effectiveOperation: LayerOperation { operation ?? .extract }

    package static let schema = Schema.object("Which layer holds the files.") {
      Field("mediaType", .string, "Media type of the layer; the first one that has it is taken.")
      Field("operation", .oneOf(LayerOperation.self), "Unpack the layer, or keep it as it is.")
    }
  }
}

/// What becomes of a layer.
public struct LayerOperation: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let extract = LayerOperation(rawValue: "extract")
  public static let copy = LayerOperation(rawValue: "copy")
  public static let known = [extract, copy]
}

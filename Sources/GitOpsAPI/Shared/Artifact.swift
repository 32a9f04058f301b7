import JSON
public import OperatorKit

/// The archive that a source offers for download.
public struct Artifact: Codable, Hashable, Sendable {
  /// Digest of the file, `<algorithm>:<value>`.
  public var digest: String
  /// When the archive was stored.
  public var lastUpdateTime: Timestamp
  /// Where the file is, relative to the storage's root.
  public var path: String
  /// What the archive holds, traceable at its origin: `main@sha1:<commit>`.
  public var revision: String
  /// Where the archive can be fetched.
  public var url: String
  /// Bytes of the file.
  public var size: Int64?
  /// What the origin says of itself, such as annotations of an OCI manifest.
  @OrEmpty public var metadata: [String: String]

  public init(
    digest: String, lastUpdateTime: Timestamp, path: String, revision: String, url: String, size: Int64? = nil,
    metadata: [String: String] = [:]
  ) {
    self.digest = digest
    self.lastUpdateTime = lastUpdateTime
    self.path = path
    self.revision = revision
    self.url = url
    self.size = size
    self.metadata = metadata
  }

  /// The revision that the origin of a mirrored artifact had, from OCI annotations.
  public var originRevision: String? { metadata["org.opencontainers.image.revision"] }
}

extension Artifact {
  package static let schema = Schema.object("The archive that the source offers.") {
    Field(
      "digest",
      required: .string.matching(
        "^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$", example: "sha256:2c26b46b68ffc68ff99b453c1d304134"),
      "Digest of the file, <algorithm>:<value>.")
    Field("lastUpdateTime", required: .timestamp, "When the archive was stored.")
    Field("metadata", .stringMap, "What the origin says of itself.")
    Field("path", required: .string, "Where the file is in the storage.")
    Field("revision", required: .string, "What the archive holds, traceable at its origin.")
    Field("size", .int64, "Bytes of the file.")
    Field("url", required: .string, "Where the archive can be fetched.")
  }
}

extension DynamicObject {
  /// The artifact of a source of whatever kind; `nil` while it has none. Throws `DecodingError`.
  public func artifact() throws -> Artifact? {
    guard let json = json[path: "status", "artifact"], !json.isNull else { return nil }
    return try JSONDecoding.decode(Artifact.self, from: json)
  }
}

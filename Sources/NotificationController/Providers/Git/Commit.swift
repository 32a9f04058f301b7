import GitOpsAPI
import HTTP
import JSON

/// Which commit an event speaks of.
enum Commit {
  /// The hash in an event's metadata: that of the user, else that of the origin of an artifact, else its revision.
  static func hash(_ event: ControllerEvent) throws -> String {
    let names = [EventMetadata.commit, EventMetadata.originRevision, EventMetadata.revision]
    guard let revision = names.lazy.compactMap({ event.metadata[$0] }).first else {
      throw DeliveryError.unfit("missing revision metadata")
    }
    return try hash(inRevision: revision)
  }

  /// The forms `main@sha1:<hash>`, `sha1:<hash>`, `main/<hash>` and `<hash>`.
  static func hash(inRevision revision: String) throws -> String {
    let separator: Character = revision.contains(":") ? ":" : "/"
    let tail = revision.split(separator: separator, omittingEmptySubsequences: false).last.map(String.init) ?? ""
    guard tail.utf8.count == 40, tail.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
      throw DeliveryError.unfit("failed to extract commit hash from '\(revision)' revision")
    }
    return tail
  }
}

extension GitRepository {
  /// Which signatures to check before an artifact is stored.
  public struct Verification: Codable, Hashable, Sendable {
    public var mode: GitVerificationMode?
    /// Public keys.
    public var secretRef: LocalObjectReference

    public init(mode: GitVerificationMode? = nil, secretRef: LocalObjectReference) {
      self.mode = mode
      self.secretRef = secretRef
    }

    /// What the mode means, with `HEAD` for the old spelling and for anything unknown.
    public var effectiveMode: GitVerificationMode {
      switch mode {
      case .some(.tag): .tag
      case .some(.tagAndHead): .tagAndHead
      default: .head
      }
    }

    public var verifiesCommit: Bool { effectiveMode != .tag }
    public var verifiesTag: Bool { effectiveMode != .head }

    package static let schema = Schema.object("Signatures to check.") {
      Field(
        "mode", .oneOf(GitVerificationMode.self).defaulting(to: GitVerificationMode.head),
        "Which signatures to check.")
      Field("secretRef", required: LocalObjectReference.schema, "Secret with the public keys.")
    }
  }
}

/// Which Git objects must be signed.
public struct GitVerificationMode: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The old spelling of ``head``.
  public static let lowerCaseHead = GitVerificationMode(rawValue: "head")
  /// The commit.
  public static let head = GitVerificationMode(rawValue: "HEAD")
  public static let tag = GitVerificationMode(rawValue: "Tag")
  public static let tagAndHead = GitVerificationMode(rawValue: "TagAndHEAD")
  public static let known = [lowerCaseHead, head, tag, tagAndHead]
}

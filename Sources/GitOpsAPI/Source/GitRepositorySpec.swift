public import OperatorKit

extension GitRepository {
  /// Which repository to fetch, and what of it.
  public struct Spec: Codable, Hashable, Sendable {
    /// Patterns to leave out; absent means the usual ones, empty means none but Git's own files.
    public var ignore: String?
    @OrEmpty public var include: [Include]
    public var interval: GoDuration
    public var provider: GitProvider?
    public var proxySecretRef: LocalObjectReference?
    @OrEmpty public var recurseSubmodules: Bool
    public var ref: Reference?
    public var secretRef: LocalObjectReference?
    @NonEmpty public var serviceAccountName: String?
    @OrEmpty public var sparseCheckout: [String]
    @OrEmpty public var suspend: Bool
    public var timeout: GoDuration?
    public var url: String
    public var verify: Verification?

    public init(url: String, interval: GoDuration) {
      self.url = url
      self.interval = interval
    }

    public var effectiveProvider: GitProvider { provider ?? .generic }
    public var effectiveTimeout: GoDuration { timeout ?? .seconds(60) }
  }
}

extension GitRepository.Spec {
  package static let schema = Schema.object("A Git repository that is fetched into an artifact.") {
    Field.ignore
    Field("include", .list(GitRepository.Include.schema), "Artifacts of other repositories to put in.")
    Field.interval
    Field("provider", .oneOf(GitProvider.self), "Who vouches for the identity; by default generic.")
    Field.proxySecretRef
    Field("recurseSubmodules", .boolean, "Fetch submodules too.")
    Field("ref", GitRepository.Reference.schema, "What to fetch; by default the branch master.")
    Field.secretRef
    Field.serviceAccountName
    Field("sparseCheckout", .strings, "Directories to keep; by default all.")
    Field.suspend
    Field.fetchTimeout
    Field(
      "url", required: .string.matching("^(http|https|ssh)://.*$", example: "https://git.example.com/apps.git"),
      "Address of the repository, over HTTP(S) or SSH.")
    Field("verify", GitRepository.Verification.schema, "Signatures to check.")
  }
  .rule(
    "!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))",
    "serviceAccountName can only be set when provider is 'azure' or 'aws'")
}

/// How a Git server knows us.
public struct GitProvider: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// By what the Secret holds.
  public static let generic = GitProvider(rawValue: "generic")
  public static let aws = GitProvider(rawValue: "aws")
  public static let azure = GitProvider(rawValue: "azure")
  public static let github = GitProvider(rawValue: "github")
  public static let known = [generic, aws, azure, github]
}

public import OperatorKit

extension HelmRepository {
  /// Where the repository is, and how to reach it.
  public struct Spec: Codable, Hashable, Sendable {
    public var accessFrom: AccessFrom?
    public var certSecretRef: LocalObjectReference?
    @OrEmpty public var insecure: Bool
    public var interval: GoDuration?
    /// Send credentials to hosts other than the index's.
    @OrEmpty public var passCredentials: Bool
    public var provider: CloudProvider?
    public var secretRef: LocalObjectReference?
    @OrEmpty public var suspend: Bool
    public var timeout: GoDuration?
    public var type: HelmRepositoryType?
    public var url: String

    public init(url: String, interval: GoDuration? = nil) {
      self.url = url
      self.interval = interval
    }

    public var effectiveType: HelmRepositoryType { type ?? .http }
    public var effectiveProvider: CloudProvider { provider ?? .generic }
    public var effectiveTimeout: GoDuration { timeout ?? .seconds(60) }

    /// One minute when absent or zero.
    public var effectiveInterval: GoDuration {
      guard let interval, interval.nanoseconds != 0 else { return .seconds(60) }
      return interval
    }
  }
}

extension HelmRepository.Spec {
  package static let schema = Schema.object("A Helm repository.") {
    Field.accessFrom
    Field.certSecretRef
    Field("insecure", .boolean, "Use plain HTTP; registries only.")
    Field("interval", .duration, "How often to look for changes; has no effect for registries.")
    Field("passCredentials", .boolean, "Send credentials to other hosts than the index's.")
    Field("provider", CloudProvider.registrySchema, "Who vouches for the identity; registries only.")
    Field.secretRef
    Field.suspend
    Field("timeout", .shortDuration, "How long one operation on the network may take; by default 60s.")
    Field("type", .oneOf(HelmRepositoryType.self), "Index over HTTP, or registry.")
    Field(
      "url", required: .string.matching("^(http|https|oci)://.*$", example: "https://charts.example.com/"),
      "Address of the repository.")
  }
}

/// What a Helm repository is.
public struct HelmRepositoryType: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// An index file over HTTP(S).
  public static let http = HelmRepositoryType(rawValue: "default")
  /// A registry, which has no index: the object is only looked up by charts.
  public static let oci = HelmRepositoryType(rawValue: "oci")
  public static let known = [http, oci]
}

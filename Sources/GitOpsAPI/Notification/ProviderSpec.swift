public import OperatorKit

extension Provider {
  /// Which service, and how to reach it. What the texts mean depends on the type.
  public struct Spec: Codable, Hashable, Sendable {
    @NonEmpty public var address: String?
    public var certSecretRef: LocalObjectReference?
    @NonEmpty public var channel: String?
    /// A CEL expression for the name of a commit status.
    @NonEmpty public var commitStatusExpr: String?
    /// Old; has no effect.
    public var interval: GoDuration?
    /// Old; ``proxySecretRef`` wins.
    @NonEmpty public var proxy: String?
    public var proxySecretRef: LocalObjectReference?
    public var secretRef: LocalObjectReference?
    @NonEmpty public var serviceAccountName: String?
    @OrEmpty public var suspend: Bool
    public var timeout: GoDuration?
    public var type: ProviderType
    @NonEmpty public var username: String?

    public init(type: ProviderType) { self.type = type }

    public var effectiveTimeout: GoDuration { timeout ?? .seconds(15) }
  }
}

extension Provider.Spec {
  package static let schema = Schema.object("Where notifications go.") {
    Field("address", .string(upTo: 2048), "Address of the service, as its type wants it.")
    Field.certSecretRef
    Field("channel", .string(upTo: 2048), "Channel, room or topic, as the type wants it.")
    Field("commitStatusExpr", .string, "CEL expression for the name of the commit status.")
    Field("interval", .duration, "Has no effect.")
    Field(
      "proxy", .string(upTo: 2048).matching("^(http|https)://.*$", example: "http://proxy.example.com:3128"),
      "Address of a proxy; use proxySecretRef.")
    Field.proxySecretRef
    Field.secretRef
    Field.serviceAccountName
    Field.suspend
    Field("timeout", .shortDuration, "How long a delivery may take; by default 15s.")
    Field("type", required: .oneOf(ProviderType.self), "Kind of the service.")
    Field("username", .string(upTo: 2048), "Name to show or to log in with.")
  }
  .rule(
    "self.type == 'github' || self.type == 'gitlab' || self.type == 'gitea' || self.type == 'bitbucketserver'"
      + " || self.type == 'bitbucket' || self.type == 'azuredevops' || !has(self.commitStatusExpr)",
    "spec.commitStatusExpr is only supported for the 'github', 'gitlab', 'gitea', 'bitbucketserver',"
      + " 'bitbucket', 'azuredevops' provider types")
}

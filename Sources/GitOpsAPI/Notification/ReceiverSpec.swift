public import OperatorKit

extension Receiver {
  /// Who may call, and what is reconciled then.
  public struct Spec: Codable, Hashable, Sendable {
    /// Names of events; empty for all.
    @OrEmpty public var events: [String]
    public var interval: GoDuration?
    /// Only for the type `generic-oidc`.
    @OrEmpty public var oidcProviders: [OIDCProvider]
    /// A CEL expression over the request; whatever it refuses is left alone.
    @NonEmpty public var resourceFilter: String?
    public var resources: [Resource]
    /// The token; needed for every type but `generic-oidc`.
    public var secretRef: LocalObjectReference?
    @OrEmpty public var suspend: Bool
    public var type: ReceiverType

    public init(type: ReceiverType, resources: [Resource]) {
      self.type = type
      self.resources = resources
    }

    public var effectiveInterval: GoDuration { interval ?? .seconds(600) }
  }

  /// Objects that a call reconciles.
  public struct Resource: Codable, Hashable, Sendable {
    @NonEmpty public var apiVersion: String?
    /// A CEL expression over the request, for these objects alone.
    @NonEmpty public var filter: String?
    public var kind: EventSourceKind
    /// Only with the name `*`, where labels say which objects; an empty map means all of them.
    public var matchLabels: [String: String]?
    /// `*` for every name.
    public var name: String
    @NonEmpty public var namespace: String?

    public init(kind: EventSourceKind, name: String, namespace: String? = nil) {
      self.kind = kind
      self.name = name
      self.namespace = namespace
    }

    package static let schema = EventSource.schema.adding {
      Field("filter", .string, "CEL expression over the request that decides for these objects.")
    }
  }
}

extension Receiver.Spec {
  package static let schema = Schema.object("A webhook that asks for reconciliations.") {
    Field("events", .strings, "Names of events to act upon; by default all.")
    Field("interval", .duration.defaulting(to: "10m"), "How often to look at the Secret again.")
    Field(
      "oidcProviders", .list(Receiver.OIDCProvider.schema).with { $0.mapKeys = ["issuerURL"] },
      "Whose tokens are accepted; generic-oidc only.")
    Field("resourceFilter", .string, "CEL expression over the request that decides for each object.")
    Field("resources", required: .list(Receiver.Resource.schema), "Objects to reconcile.")
    Field("secretRef", LocalObjectReference.schema, "Secret with the token.")
    Field.suspend
    Field("type", required: .oneOf(ReceiverType.self), "Who calls.")
  }
  .rule(
    "self.type != 'generic-oidc' || (has(self.oidcProviders) && size(self.oidcProviders) > 0)",
    "generic-oidc receivers must define at least one oidcProvider"
  )
  .rule(
    "self.type == 'generic-oidc' || !has(self.oidcProviders) || size(self.oidcProviders) == 0",
    "oidcProviders can only be set when type is generic-oidc"
  )
  .rule(
    "self.type != 'generic-oidc' || !has(self.secretRef)",
    "secretRef cannot be set when type is generic-oidc"
  )
  .rule(
    "self.type == 'generic-oidc' || has(self.secretRef)",
    "secretRef is required when type is not generic-oidc")
}

/// Who calls a webhook.
public struct ReceiverType: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let genericOIDC = ReceiverType(rawValue: "generic-oidc")
  public static let known = [
    "generic", "generic-hmac", genericOIDC.rawValue, "github", "gitlab", "bitbucket", "harbor", "dockerhub",
    "quay", "gcr", "nexus", "acr", "cdevents",
  ].map(ReceiverType.init(rawValue:))
}

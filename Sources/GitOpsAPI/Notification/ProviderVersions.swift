import OperatorKit

extension Provider: DefinedKind {
  package static let definition = KindDefinition(
    resourceType, category: "fluxcd-notifications",
    versions: [
      VersionDefinition("v1beta3", spec: Spec.schema, status: nil, columns: [.age]),
      VersionDefinition(
        "v1beta2", spec: v1beta2Spec, status: OldNotification.status, columns: OldNotification.columns,
        deprecationWarning: "v1beta2 Provider is deprecated, upgrade to v1beta3"),
      VersionDefinition(
        "v1beta1", spec: v1beta1Spec, status: OldNotification.status.without("lastHandledReconcileAt"),
        columns: OldNotification.columns,
        deprecationWarning: "v1beta1 Provider is deprecated, upgrade to v1beta3"),
    ])

  private static let notInV1beta2: Set<String> = [
    "giteapullrequestcomment", "githubpullrequestcomment", "gitlabmergerequestcomment", "nats", "zulip", "otel",
    "zoom", "incident.io",
  ]
  private static let notInV1beta1 = notInV1beta2.union([
    "gitea", "bitbucketserver", "googlepubsub", "pagerduty", "datadog",
  ])

  private static let v1beta2Spec = Spec.schema
    .with { $0.rules = [] }
    .without("commitStatusExpr", "proxySecretRef", "serviceAccountName")
    .changing("type") { $0.allowed.removeAll(where: notInV1beta2.contains) }

  private static let v1beta1Spec =
    v1beta2Spec
    .without("interval")
    .changing("type") { $0.allowed.removeAll(where: notInV1beta1.contains) }
    .changing("address", anyLengthAddress)
    .changing("proxy", anyLengthAddress)
    .changing("channel") { $0.removeLengthLimits() }
    .changing("username") { $0.removeLengthLimits() }

  private static func anyLengthAddress(_ schema: inout Schema) {
    schema.removeLengthLimits()
    schema.pattern = Pattern("^(http|https)://", example: "https://hooks.example.com/")
  }
}

// What the schemas of several sources share.

extension Field {
  static let interval = Field("interval", required: .duration, "How often to look for changes.")
  static let fetchTimeout = Field(
    "timeout", .shortDuration.defaulting(to: "60s"), "How long one operation on the network may take.")
  static let secretRef = Field("secretRef", LocalObjectReference.schema, "Secret with credentials.")
  static let certSecretRef = Field(
    "certSecretRef", LocalObjectReference.schema, "Secret with ca.crt, or tls.crt and tls.key, or all three.")
  static let proxySecretRef = Field(
    "proxySecretRef", LocalObjectReference.schema, "Secret with the address and credentials of a proxy.")
  static let serviceAccountName = Field(
    "serviceAccountName", .string, "ServiceAccount whose cloud identity is used.")
  static let ignore = Field("ignore", .string, "Paths to leave out, in the notation of .gitignore.")
  static let observedIgnore = Field("observedIgnore", .string, "Value of ignore in the present artifact.")
  static let insecure = Field("insecure", .boolean, "Use plain HTTP.")
  static let statusURL = Field("url", .string, "Where the latest artifact can always be fetched.")
}

extension HelmRelease {
  /// A Secret or ConfigMap with values.
  public struct ValuesReference: Codable, Hashable, Sendable {
    public var kind: ValuesKind
    /// Take the value as text, whatever it looks like; only with ``targetPath``.
    @OrEmpty public var literal: Bool
    public var name: String
    /// Whether to go on when the object or the key does not exist.
    @OrEmpty public var optional: Bool
    /// Where to put the one value; `nil` when the value is a whole document to merge.
    @NonEmpty public var targetPath: String?
    @NonEmpty public var valuesKey: String?

    public init(kind: ValuesKind, name: String) {
      self.kind = kind
      self.name = name
    }

    public var effectiveValuesKey: String { valuesKey ?? "values.yaml" }

    package static let schema = Schema.object("A Secret or ConfigMap with values.") {
      Field("kind", required: .oneOf(ValuesKind.self), "Secret or ConfigMap.")
      Field("literal", .boolean, "Take the value as text; only with targetPath.")
      Field("name", required: .string(1...253), "Name of the object.")
      Field("optional", .boolean, "Go on when the object or the key does not exist.")
      Field(
        "targetPath",
        .string(upTo: 250).matching(#"^([a-zA-Z0-9_\-.\\\/]|\[[0-9]{1,5}\])+$"#, example: "image.tag"),
        "Where to put the value; when absent, it is a document to merge.")
      Field(
        "valuesKey", .string(upTo: 253).matching(#"^[\-._a-zA-Z0-9]+$"#, example: "values.yaml"),
        "Key in the object; by default values.yaml.")
    }
  }
}

extension Kustomization {
  /// Substitution of `${variables}` in the manifests, once they are built.
  public struct PostBuild: Codable, Hashable, Sendable {
    /// Win over ``substituteFrom``.
    @OrEmpty public var substitute: [String: String]
    /// Later ones win.
    @OrEmpty public var substituteFrom: [SubstituteReference]
    public var substituteStrategy: SubstituteStrategy?

    public init(substitute: [String: String] = [:], substituteFrom: [SubstituteReference] = []) {
      self.substitute = substitute
      self.substituteFrom = substituteFrom
    }

    public var effectiveStrategy: SubstituteStrategy { substituteStrategy ?? .withVariables }

    package static let schema = Schema.object("Substitution of variables in the built manifests.") {
      Field("substitute", .stringMap, "Variables; they win over substituteFrom.")
      Field("substituteFrom", .list(SubstituteReference.schema), "Where more variables are; later ones win.")
      Field("substituteStrategy", .oneOf(SubstituteStrategy.self), "Whether to substitute without any variable.")
    }
  }

  /// A Secret or ConfigMap whose values are variables.
  public struct SubstituteReference: Codable, Hashable, Sendable {
    public var kind: ValuesKind
    public var name: String
    /// Whether to go on when the object does not exist.
    @OrEmpty public var optional: Bool

    public init(kind: ValuesKind, name: String, optional: Bool = false) {
      self.kind = kind
      self.name = name
      self.optional = optional
    }

    package static let schema = Schema.object("A Secret or ConfigMap whose values are variables.") {
      Field("kind", required: .oneOf(ValuesKind.self), "Secret or ConfigMap.")
      Field("name", required: .string(1...253), "Name of the object.")
      Field("optional", .boolean.defaulting(to: false), "Go on when the object does not exist.")
    }
  }
}

/// When variables are substituted.
public struct SubstituteStrategy: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// When there is at least one variable.
  public static let withVariables = SubstituteStrategy(rawValue: "WithVariables")
  public static let always = SubstituteStrategy(rawValue: "Always")
  public static let known = [withVariables, always]
}

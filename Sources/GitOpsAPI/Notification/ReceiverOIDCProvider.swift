extension Receiver {
  /// An issuer whose tokens are accepted.
  public struct OIDCProvider: Codable, Hashable, Sendable {
    @NonEmpty public var audience: String?
    public var issuerURL: String
    public var validations: [Validation]
    @OrEmpty public var variables: [Variable]

    public init(issuerURL: String, validations: [Validation]) {
      self.issuerURL = issuerURL
      self.validations = validations
    }

    public var effectiveAudience: String { audience ?? "notification-controller" }

    package static let schema = Schema.object("An issuer whose tokens are accepted.") {
      Field("audience", .string, "Audience that tokens must have; by default notification-controller.")
      Field(
        "issuerURL", required: .string.matching("^https?://", example: "https://issuer.example.com"),
        "Address of the issuer, exactly as tokens have it.")
      Field(
        "validations", required: .list(Validation.schema).with { $0.minimumItems = 1 },
        "Conditions that must all hold.")
      Field("variables", .list(Variable.schema), "Values for use in later expressions.")
    }

    /// A condition on the claims of a token.
    public struct Validation: Codable, Hashable, Sendable {
      public var expression: String
      public var message: String

      public init(expression: String, message: String) {
        self.expression = expression
        self.message = message
      }

      package static let schema = Schema.object("A condition on the claims of a token.") {
        Field("expression", required: .string, "CEL expression that must be true.")
        Field("message", required: .string, "What to answer when it is not.")
      }
    }

    /// A value that later expressions find under `vars`.
    public struct Variable: Codable, Hashable, Sendable {
      public var expression: String
      public var name: String

      public init(name: String, expression: String) {
        self.name = name
        self.expression = expression
      }

      package static let schema = Schema.object("A value for use in later expressions.") {
        Field("expression", required: .string, "CEL expression of the value.")
        Field("name", required: .string, "Name under vars.")
      }
    }
  }
}

/// Which namespaces may use a source. The API has it, nobody acts upon it.
public struct AccessFrom: Codable, Hashable, Sendable {
  public struct NamespaceSelector: Codable, Hashable, Sendable {
    @OrEmpty public var matchLabels: [String: String]

    public init(matchLabels: [String: String]) { self.matchLabels = matchLabels }
  }

  public var namespaceSelectors: [NamespaceSelector]

  public init(namespaceSelectors: [NamespaceSelector]) { self.namespaceSelectors = namespaceSelectors }

  package static let schema = Schema.object("Namespaces that may use this source; has no effect.") {
    Field(
      "namespaceSelectors",
      required: .list(
        .object("Selects namespaces.") {
          Field("matchLabels", .stringMap, "Labels that a namespace must have.")
        }),
      "Selectors; one that matches is enough.")
  }
}

extension Field {
  static let accessFrom = Field("accessFrom", AccessFrom.schema)
}

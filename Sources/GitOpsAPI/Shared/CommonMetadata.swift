/// Labels and annotations for every object that is applied.
public struct CommonMetadata: Codable, Hashable, Sendable {
  @OrEmpty public var annotations: [String: String]
  @OrEmpty public var labels: [String: String]

  public init(annotations: [String: String] = [:], labels: [String: String] = [:]) {
    self.annotations = annotations
    self.labels = labels
  }

  package static let schema = Schema.object("Labels and annotations for every object; they replace equal keys.") {
    Field("annotations", .stringMap, "Annotations to set.")
    Field("labels", .stringMap, "Labels to set.")
  }
}

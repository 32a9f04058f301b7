public import JSON

/// Labels and annotations that are set on every object after the build, over those of the same key (K-02-15).
public struct CommonMetadata: Sendable, Hashable {
  public var labels: [String: String]
  public var annotations: [String: String]

  public init(labels: [String: String] = [:], annotations: [String: String] = [:]) {
    self.labels = labels
    self.annotations = annotations
  }

  /// Sets the labels and annotations on an object.
  public func apply(to object: inout JSONValue) {
    set(labels, "labels", &object)
    set(annotations, "annotations", &object)
  }

  private func set(_ entries: [String: String], _ field: String, _ object: inout JSONValue) {
    guard !entries.isEmpty else { return }
    var metadata = object["metadata"]?.objectValue ?? JSONObject()
    var map = metadata[field]?.objectValue ?? JSONObject()
    for (key, value) in entries.sorted(by: { $0.key < $1.key }) { map[key] = .string(value) }
    metadata[field] = .object(map)
    object["metadata"] = .object(metadata)
  }
}

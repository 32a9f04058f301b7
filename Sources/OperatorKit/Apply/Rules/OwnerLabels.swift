/// The labels that say whose an object is. Every applied object carries them, and nothing is deleted without them
/// (K-12-02, K-15-02).
public struct OwnerLabels: Sendable, Hashable {
  public let labels: [String: String]

  /// Which labels; the keys are the operator's own.
  public init(_ labels: [String: String]) { self.labels = labels }

  public func apply(to object: inout DynamicObject) {
    for (key, value) in labels.sorted(by: { $0.key < $1.key }) { object.setLabel(key, value) }
  }

  /// Whether the object carries all of them. No labels match nothing: an owner without a mark owns nothing.
  public func match(_ object: DynamicObject) -> Bool {
    !labels.isEmpty && labels.allSatisfy { object.label($0.key) == $0.value }
  }

  /// Finds the owner's objects.
  public var selector: LabelSelector { LabelSelector(matching: labels) }
}

/// Labels and annotations that an owner puts on all its objects.
public struct CommonMetadata: Sendable, Hashable {
  public var labels: [String: String]
  public var annotations: [String: String]

  public init(labels: [String: String] = [:], annotations: [String: String] = [:]) {
    self.labels = labels
    self.annotations = annotations
  }

  public func apply(to object: inout DynamicObject) {
    for (key, value) in labels.sorted(by: { $0.key < $1.key }) { object.setLabel(key, value) }
    for (key, value) in annotations.sorted(by: { $0.key < $1.key }) { object.setAnnotation(key, value) }
  }
}

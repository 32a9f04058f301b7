/// The labels and annotations by which people steer what is done to single objects (K-13).
///
/// All are named `<prefix>/<control>`, count as label and as annotation, and their values compare without regard to
/// case.
public struct ControlMarkers: Sendable, Hashable {
  /// The operator's API group, as a rule.
  public let prefix: String

  public init(prefix: String) { self.prefix = prefix }

  /// `reconcile: disabled` or `ssa: Ignore`, on the desired or the live object: neither applied nor deleted.
  public func isExcluded(_ object: DynamicObject) -> Bool {
    has(object, "reconcile", "disabled") || has(object, "ssa", "Ignore")
  }

  /// `ssa: IfNotPresent`, on the desired object: created when absent, then left alone.
  public func isCreatedOnly(_ object: DynamicObject) -> Bool { has(object, "ssa", "IfNotPresent") }

  /// `ssa: Merge`, on the desired or the live object: other managers keep their fields.
  public func isMerged(_ object: DynamicObject) -> Bool { has(object, "ssa", "Merge") }

  /// `force: enabled`, on the desired or the live object: recreated when an immutable field changes.
  public func isForced(_ object: DynamicObject) -> Bool { has(object, "force", "enabled") }

  /// `prune: disabled`, or a marker that excludes the live object altogether: never garbage-collected.
  public func isKept(_ object: DynamicObject) -> Bool { has(object, "prune", "disabled") || isExcluded(object) }

  private func has(_ object: DynamicObject, _ control: String, _ value: String) -> Bool {
    let key = "\(prefix)/\(control)"
    return equal(object.label(key), value) || equal(object.annotation(key), value)
  }

  private func equal(_ text: String?, _ value: String) -> Bool {
    guard let text, text.utf8.count == value.utf8.count else { return false }
    return text.lowercased() == value.lowercased()
  }
}

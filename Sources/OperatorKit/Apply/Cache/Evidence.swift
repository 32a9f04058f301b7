/// What a live object's metadata says about its state at one moment.
struct Evidence: Sendable, Hashable {
  let uid: Fingerprint
  let resourceVersion: String
  /// Zero for kinds without one.
  let generation: Int64
  /// Labels and annotations.
  let metadata: Fingerprint

  /// `nil` when the object has no uid or no resource version, as the result of a dry run may.
  init?(_ object: DynamicObject) {
    guard let uid = object.uid, let version = object.resourceVersion, !version.isEmpty else { return nil }
    self.uid = Fingerprint([uid])
    resourceVersion = version
    generation = object.generation ?? 0
    let sorted = { (map: [String: String]) in map.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] } }
    metadata = Fingerprint(["labels"] + sorted(object.labels) + ["annotations"] + sorted(object.annotations))
  }

  /// What a comparison with an earlier moment tells.
  enum Verdict: Sendable, Hashable {
    /// Not a byte has changed.
    case identical
    /// Something has changed, but neither labels and annotations nor what the generation counts.
    case sameGeneration
    case changed
  }

  func compared(to earlier: Evidence) -> Verdict {
    guard uid == earlier.uid else { return .changed }
    if resourceVersion == earlier.resourceVersion { return .identical }
    let same = generation > 0 && generation == earlier.generation && metadata == earlier.metadata
    return same ? .sameGeneration : .changed
  }
}

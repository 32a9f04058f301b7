import GitOpsAPI
import OperatorKit
import Synchronization

/// How often the same drift was corrected in a row. Can be lost: then it is corrected a few times more.
final class DriftMemory: Sendable {
  static let maximum = 3

  private struct Entry {
    var generation: Int64?
    var fingerprint: [String]
    var corrections: Int

    func matches(_ object: HelmRelease, _ drift: ReleaseDrift) -> Bool {
      generation == object.metadata.generation && fingerprint == drift.fingerprint
    }
  }

  private let entries = Mutex<[ObjectKey: Entry]>([:])

  /// A correction is about to be made.
  func note(_ object: HelmRelease, _ drift: ReleaseDrift) {
    entries.withLock { entries in
      if entries[object.key]?.matches(object, drift) == true {
        entries[object.key]?.corrections += 1
      } else {
        entries[object.key] = Entry(
          generation: object.metadata.generation, fingerprint: drift.fingerprint, corrections: 1)
      }
    }
  }

  func isFutile(_ object: HelmRelease, _ drift: ReleaseDrift) -> Bool {
    entries.withLock { entries in
      guard let entry = entries[object.key], entry.matches(object, drift) else { return false }
      return entry.corrections >= DriftMemory.maximum
    }
  }

  func forget(_ key: ObjectKey) { entries.withLock { $0[key] = nil } }
}

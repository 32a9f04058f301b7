import GitOpsAPI
package import OperatorKit
import Synchronization

/// Everything that decides what a Kustomization builds to, and how: equal inputs give equal objects.
struct KustomizationInputs: Hashable, Sendable {
  let generation: Int64
  let requestedAt: String?
  let revision: String
  let artifactDigest: String
  let variablesDigest: String

  init(_ object: Kustomization, _ artifact: Artifact, _ variables: SubstitutionVariables) {
    generation = object.metadata.generation ?? 0
    requestedAt = object.metadata.annotations?[AnnotationName.requestedAt]
    revision = artifact.revision
    artifactDigest = artifact.digest
    variablesDigest = variables.digest
  }

  /// Whether they are of this state of an object and of its source.
  func isSame(as object: Kustomization, _ artifact: Artifact) -> Bool {
    generation == object.metadata.generation ?? 0
      && requestedAt == object.metadata.annotations?[AnnotationName.requestedAt]
      && revision == artifact.revision && artifactDigest == artifact.digest
  }
}

/// That a set of inputs was applied in full, and how its health was looked at.
struct KustomizationProof: Sendable {
  let inputs: KustomizationInputs
  let wait: HealthWait
}

/// What is remembered between the runs of a Kustomization. All of it can be lost: then more work is done.
package final class KustomizationMemory: Sendable {
  private struct Entry {
    var wait: HealthWait?
    var proof: KustomizationProof?
    var hasReportedDeletion = false
    var terminationBegan: ContinuousClock.Instant?
    var failures = 0
  }

  private let entries = Mutex<[ObjectKey: Entry]>([:])

  package init() {}

  func wait(of key: ObjectKey) -> HealthWait? { entries.withLock { $0[key]?.wait } }
  func proof(of key: ObjectKey) -> KustomizationProof? { entries.withLock { $0[key]?.proof } }
  func setWait(_ wait: HealthWait?, of key: ObjectKey) { entries.withLock { $0[key, default: Entry()].wait = wait } }

  func setProof(_ proof: KustomizationProof?, of key: ObjectKey) {
    entries.withLock { $0[key, default: Entry()].proof = proof }
  }

  /// Returns whether this is the first time that the deletion of an object's objects is told.
  func noteDeletion(of key: ObjectKey) -> Bool {
    entries.withLock { entries in
      defer { entries[key, default: Entry()].hasReportedDeletion = true }
      return !(entries[key]?.hasReportedDeletion ?? false)
    }
  }

  /// Since when the end of an object's objects is waited for: since the first call.
  package func terminationBegan(of key: ObjectKey) -> ContinuousClock.Instant {
    entries.withLock { entries in
      let began = entries[key]?.terminationBegan ?? .now
      entries[key, default: Entry()].terminationBegan = began
      return began
    }
  }

  /// How many failures in a row go by themselves.
  func failures(of key: ObjectKey) -> Int { entries.withLock { $0[key]?.failures ?? 0 } }

  func note(_ remedy: KustomizationFailure.Remedy, of key: ObjectKey) {
    entries.withLock { entries in
      entries[key, default: Entry()].failures = remedy == .soon ? min((entries[key]?.failures ?? 0) + 1, 1_000) : 0
    }
  }

  func clearFailures(of key: ObjectKey) { entries.withLock { $0[key]?.failures = 0 } }

  package func forget(_ key: ObjectKey) { entries.withLock { $0[key] = nil } }
}

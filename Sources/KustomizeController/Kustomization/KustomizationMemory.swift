import GitOpsAPI
import OperatorKit
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
}

/// That a set of inputs was applied in full, and how its health was looked at.
struct KustomizationProof: Sendable {
  let inputs: KustomizationInputs
  let wait: HealthWait
}

/// What is remembered between the runs of a Kustomization. All of it can be lost: then more work is done.
final class KustomizationMemory: Sendable {
  private struct Entry {
    var wait: HealthWait?
    var proof: KustomizationProof?
    var hasReportedDeletion = false
  }

  private let entries = Mutex<[ObjectKey: Entry]>([:])

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

  func forget(_ key: ObjectKey) { entries.withLock { $0[key] = nil } }
}

import ControllerSupport
import GitOpsAPI
import OperatorKit

/// One reconcile of one Kustomization: what was read at its start, and the status that is being drafted.
struct KustomizationRun {
  var draft: StatusDraft<Kustomization>
  let started = ContinuousClock.now
  /// What is being brought to the cluster, once that is known.
  var artifact: Artifact?

  init(_ object: Kustomization) { draft = StatusDraft(object) }

  var object: Kustomization { draft.object }
  var status: Kustomization.Status {
    get { draft.status }
    set { draft.status = newValue }
  }
  var key: ObjectKey { object.key }
  var generation: Int64 { draft.generation }

  /// What Reconciling says after a failure with a reason.
  func stage(failingWith reason: String) -> String? {
    guard let artifact else { return nil }
    return Stage(failingWith: reason)?.message(revision: artifact.revision, timeout: object.spec.effectiveTimeout)
  }

  var inventory: Inventory {
    get { status.inventory?.inventory ?? Inventory() }
    set { status.inventory = ResourceInventory(newValue) }
  }

  /// Notes an outcome in the history.
  mutating func record(_ outcome: String, _ digest: String, _ artifact: Artifact) {
    var metadata = ["revision": artifact.revision]
    metadata["originRevision"] = artifact.originRevision
    status.history.record(
      ReconciliationSnapshot(
        digest: digest, status: outcome, at: Timestamp.now().truncatedToSeconds,
        duration: GoDuration((.now - started).roundedToMilliseconds), metadata: metadata))
  }
}

/// How the status of Kustomizations is written.
enum KustomizationStatus {
  static let fieldManager = "gotk-kustomize-controller"

  static func writer(
    _ client: KubernetesClient, _ informer: Informer<Kustomization>
  ) -> StatusWriter<Kustomization> {
    StatusWriter(
      client: client, informer: informer, fieldManager: fieldManager,
      owning: [ConditionType.ready, ConditionType.reconciling, ConditionType.stalled, ConditionType.healthy])
  }
}

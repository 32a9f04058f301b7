import ControllerSupport
import GitOpsAPI
import JSON
import OperatorKit

/// One reconcile of one Kustomization: what was read at its start, and the status that is being drafted.
struct KustomizationRun {
  let object: Kustomization
  let started = ContinuousClock.now
  var status: Kustomization.Status
  /// What stands on the API server, so that only differences are written.
  private var stored: Kustomization.Status

  init(_ object: Kustomization) {
    self.object = object
    status = object.status
    stored = object.status
    // A request counts as handled whatever comes of it.
    ReconcileRequest(object.metadata).acknowledge(in: &status)
  }

  var key: ObjectKey { object.key }
  var generation: Int64 { object.metadata.generation ?? 0 }

  /// Whether somebody asked for this run by annotation.
  var hasNewRequest: Bool { status.lastHandledReconcileAt != object.status.lastHandledReconcileAt }

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

  /// The merge patch that makes the stored status the drafted one; `nil` when they are equal.
  func statusPatch() throws -> JSONValue? {
    try JSONEncoding.encode(stored).mergePatch(to: JSONEncoding.encode(status))
  }

  mutating func markStored() { stored = status }
}

/// Writes status, once a call and only when something changed.
struct KustomizationStatusWriter: Sendable {
  static let fieldManager = "gotk-kustomize-controller"

  let client: KubernetesClient
  let informer: Informer<Kustomization>

  /// Patches the status subresource. An object that is gone needs none.
  func write(_ run: inout KustomizationRun) async throws {
    guard let patch = try run.statusPatch() else { return }
    do {
      let written = try await client.patch(
        Kustomization.resourceType, run.key, .merge(["status": patch]), subresource: "status",
        options: WriteOptions(fieldManager: KustomizationStatusWriter.fieldManager))
      informer.noteWritten(written)
    } catch let error as KubernetesError where error.kind == .notFound {
      return
    }
    run.markStored()
  }
}

import ApplierSupport
import GitOpsAPI
import OperatorKit

extension ApplyOptions {
  /// How the objects of a Kustomization are applied. Throws ``KustomizationFailure``.
  ///
  /// - Parameter overrideManagers: Names of others whose fields become ours.
  init(of object: Kustomization, overrideManagers: [String] = [], guarded: DeletionGuard) throws {
    let fieldManager = "kustomize-controller"
    self.init(fieldManager: fieldManager, markers: ControlMarkers(prefix: APIGroup.kustomize))
    force = object.spec.force
    ignoreRules = try KustomizationFailure.translating { try object.spec.ignore.map { try DriftIgnore.rule($0) } }
    // Whose fields become ours: those of kubectl, of objects from before server-side apply, and our own updates.
    takesOverFrom = [
      .init(prefix: "kubectl", operation: .apply), .init(prefix: "kubectl", operation: .update),
      .init(prefix: "before-first-apply", operation: .update), .init(prefix: fieldManager, operation: .update),
    ]
    for name in overrideManagers {
      takesOverFrom += [.init(prefix: name, operation: .apply), .init(prefix: name, operation: .update)]
    }
    exemptManagers = ["flux-client-side-apply"]
    removedAnnotations = [
      "kubectl.kubernetes.io/last-applied-configuration", "kustomize.toolkit.fluxcd.io/checksum",
      "fluxcd.io/sync-checksum",
    ]
    removedLabels = ["fluxcd.io/sync-gc-mark"]
    self.guarded = guarded
  }
}

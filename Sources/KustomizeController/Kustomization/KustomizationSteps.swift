import ApplierSupport
import ControllerSupport
package import GitOpsAPI
import OperatorKit

/// The steps of a reconcile, in the order in which they are taken.
package struct KustomizationSteps: Sendable {
  let sources: SourceLookup
  let dependencies: DependencyCheck
  let targets: TargetCluster
  let variables: VariableStep
  let build: BuildStep
  let apply: ApplyStep
  let prune: PruneStep
  let health: HealthStep

  /// Refuses what a Kustomization may ask for but cannot have here.
  func checkSupport(_ object: Kustomization) throws {
    if let decryption = object.spec.decryption {
      try KustomizationSteps.refuse(
        decryption, allowsServiceAccount: health.options.common.gates.isEnabled(CommonGate.objectLevelWorkloadIdentity))
    }
    _ = try HealthExpressions(of: object)
  }

  /// Throws ``KustomizationFailure``: nothing is decrypted here.
  package static func refuse(_ decryption: Kustomization.Decryption, allowsServiceAccount: Bool) throws {
    if let account = decryption.serviceAccountName, !account.isEmpty, !allowsServiceAccount {
      throw KustomizationFailure(
        Reason.featureGateDisabled,
        "spec.decryption.serviceAccountName needs the controller to run with "
          + "--feature-gates=\(CommonGate.objectLevelWorkloadIdentity)=true", remedy: .stall)
    }
    throw KustomizationFailure(
      "DecryptionNotSupported",
      "spec.decryption is not supported: secrets come from elsewhere here, for example from External Secrets "
        + "Operator; remove spec.decryption and keep no encrypted Secrets in the source",
      remedy: .stall, observesGeneration: true)
  }
}

/// Labels that say which Kustomization an object belongs to.
extension OwnerLabels {
  init(of object: Kustomization) {
    self.init([
      LabelName.kustomizationName: object.metadata.name,
      LabelName.kustomizationNamespace: object.metadata.namespace ?? "",
    ])
  }
}

/// The inventory as the API has it, and as the apply machinery knows it.
extension ResourceInventory {
  init(_ inventory: Inventory) {
    self.init(
      entries: inventory.entries.map { reference in
        InventoryEntry(
          id: InventoryID(key: reference.key, groupKind: reference.groupKind).description, v: reference.version)
      })
  }

  /// Entries that cannot be read name nothing and are left out.
  var inventory: Inventory {
    Inventory(
      entries.compactMap { entry in
        guard let id = entry.inventoryID, let kind = entry.groupVersionKind else { return nil }
        return OperatorKit.ObjectReference(kind, id.key)
      })
  }
}

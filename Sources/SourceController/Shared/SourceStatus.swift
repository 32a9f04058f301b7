import ControllerSupport
import GitOpsAPI
import OperatorKit

/// How the status of sources is written.
enum SourceStatus {
  static let fieldManager = "source-controller"

  private static let ownedConditions: Set = [
    ConditionType.ready, ConditionType.reconciling, ConditionType.stalled, ConditionType.artifactInStorage,
    ConditionType.artifactOutdated, ConditionType.fetchFailed, ConditionType.storageOperationFailed,
    ConditionType.sourceVerified, ConditionType.includeUnavailable, ConditionType.buildFailed,
  ]

  static func writer<Source: GitOpsObject>(
    _ client: KubernetesClient, _ informer: Informer<Source>
  ) -> StatusWriter<Source> where Source.Status: ReconciledStatus {
    StatusWriter(client: client, informer: informer, fieldManager: fieldManager, owning: ownedConditions)
  }
}

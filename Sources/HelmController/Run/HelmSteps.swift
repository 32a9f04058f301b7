import ApplierSupport
import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit

/// What runs work with.
struct HelmSteps: Sendable {
  /// Who is noted as the owner of the status.
  static let statusManager = "helm-controller"

  let options: HelmOptions
  let client: KubernetesClient
  let sources: ChartSource
  let template: HelmChartTemplate
  let dependencies: DependencyCheck
  let targets: TargetCluster
  let values: ValuesStep
  let charts: ChartStep
  let capabilities: ClusterCapabilities
  let writer: StatusWriter<HelmRelease>
  let events: HelmEvents
  let drifts: DriftMemory
  let logger: Logger

  func next(_ object: HelmRelease) -> ReconcileResult {
    .requeue(after: options.common.intervalJitter.applied(to: object.spec.interval.duration))
  }

  /// The client that the objects of a release are written with. Throws ``HelmFailure``.
  func target(for object: HelmRelease) async throws -> KubernetesClient {
    do {
      return try await targets.client(
        namespace: object.metadata.namespace ?? "", name: object.metadata.name, kubeConfig: object.spec.kubeConfig,
        serviceAccount: object.spec.serviceAccountName)
    } catch let problem as ApplierProblem {
      throw HelmFailure(
        problem.reason ?? HelmReason.restClientError, problem.message,
        remedy: problem.kind == .terminal ? .stall : .backoff, severity: nil)
    }
  }
}

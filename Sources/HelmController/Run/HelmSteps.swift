import ApplierSupport
import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit

/// What runs work with. In one place, because hundreds of runs may wait.
final class HelmSteps: Sendable {
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

  init(
    options: HelmOptions, client: KubernetesClient, sources: ChartSource, template: HelmChartTemplate,
    dependencies: DependencyCheck, targets: TargetCluster, values: ValuesStep, charts: ChartStep,
    capabilities: ClusterCapabilities, writer: StatusWriter<HelmRelease>, events: HelmEvents, drifts: DriftMemory,
    logger: Logger
  ) {
    self.options = options
    self.client = client
    self.sources = sources
    self.template = template
    self.dependencies = dependencies
    self.targets = targets
    self.values = values
    self.charts = charts
    self.capabilities = capabilities
    self.writer = writer
    self.events = events
    self.drifts = drifts
    self.logger = logger
  }

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

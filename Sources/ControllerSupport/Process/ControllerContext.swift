public import Logging
public import OperatorKit

/// What a controller is given at start.
public struct ControllerContext: Sendable {
  public let options: CommonOptions
  /// Values of the controller's own flags: `context.flags[storagePath]`.
  public let flags: FlagValues
  public let environment: [String: String]
  public let client: KubernetesClient
  public let registry: MetricsRegistry
  public let metrics: GitOpsMetrics
  public let notifications: NotificationRecorder
  /// Room for heavy work, from the memory limit of the process.
  public let budget: MemoryBudget
  public let crashGuard: CrashGuard
  /// Checks behind `/healthz` and `/readyz`.
  public let liveness: HealthChecks
  public let readiness: HealthChecks
  /// Tell it of secrets that were read, so that they never reach a log line or an event.
  public let redactor: Redactor
  public let logger: Logger

  /// An observer for one controller, which counts under its name.
  public func observer(for controller: String) -> ControllerMetricsObserver {
    ControllerMetricsObserver(registry, controller: controller, concurrency: options.concurrent)
  }
}

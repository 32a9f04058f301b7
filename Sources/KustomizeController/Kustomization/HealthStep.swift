import ApplierSupport
import GitOpsAPI
import OperatorKit

/// What is waited for after an apply, and what has to be known when the wait ends. Kept between runs: nobody holds a
/// worker for it.
struct HealthWait: Sendable {
  let inputs: KustomizationInputs
  /// What was applied.
  let artifact: Artifact
  /// Digest of the manifests that were applied.
  let digest: String
  let hadChanges: Bool
  let hasChecks: Bool
  /// Whether all was healthy before.
  let wasHealthy: Bool
  /// Whether what was applied came from other machines in part, which nothing here tells of their changes.
  let usedRemoteBases: Bool
  let started: ContinuousClock.Instant
  let checksBegan = ContinuousClock.now
  let deadline: ContinuousClock.Instant
  fileprivate var check: HealthCheck
  fileprivate var looks = 0
  private let references: [OperatorKit.ObjectReference]
  private let expiringJobs: [OperatorKit.ObjectReference]
  private let expressions: HealthExpressions
  private let timeout: Duration
  private let failsFast: Bool

  /// - Parameter references: What is checked; nothing when there is nothing to wait for.
  init(
    _ references: [OperatorKit.ObjectReference], expiringJobs: [OperatorKit.ObjectReference],
    expressions: HealthExpressions, inputs: KustomizationInputs, artifact: Artifact, digest: String, changes: ChangeSet,
    wasHealthy: Bool, usedRemoteBases: Bool, started: ContinuousClock.Instant, timeout: Duration, failsFast: Bool
  ) {
    self.wasHealthy = wasHealthy
    self.usedRemoteBases = usedRemoteBases
    self.inputs = inputs
    self.artifact = artifact
    self.digest = digest
    self.started = started
    hadChanges = changes.hasChanges
    hasChecks = !references.isEmpty
    // The whole time is for the checks, however long the apply took.
    deadline = checksBegan + timeout
    self.references = references
    self.expiringJobs = expiringJobs
    self.expressions = expressions
    self.timeout = timeout
    self.failsFast = failsFast
    check = HealthCheck(references, failsFast: failsFast, expiringJobs: expiringJobs) { object in
      try expressions.judge(object)
    }
  }

  /// The same checks anew, from now on, after nothing was changed.
  func again(wasHealthy: Bool) -> HealthWait {
    HealthWait(
      references, expiringJobs: expiringJobs, expressions: expressions, inputs: inputs, artifact: artifact,
      digest: digest,
      changes: ChangeSet(), wasHealthy: wasHealthy, usedRemoteBases: usedRemoteBases, started: .now, timeout: timeout,
      failsFast: failsFast)
  }
}

/// Looks whether what was applied is healthy. A look never waits.
package struct HealthStep: Sendable {
  let options: KustomizeOptions

  enum Outcome {
    case passed
    /// Look again after this time.
    case pending(Duration)
    case failed(String)
  }

  /// Begins a wait for what the spec asks to be checked.
  func begin(
    _ object: Kustomization, _ built: BuiltSet, _ applied: ApplyResult, _ inputs: KustomizationInputs,
    _ artifact: Artifact, started: ContinuousClock.Instant
  ) throws -> HealthWait {
    HealthWait(
      references(object, applied.changes), expiringJobs: built.set.expiringJobs, expressions: try .init(of: object),
      inputs: inputs, artifact: artifact, digest: built.digest, changes: applied.changes,
      wasHealthy: object.status.conditions.isTrue(ConditionType.healthy), usedRemoteBases: built.usedRemoteBases,
      started: started,
      timeout: object.spec.effectiveTimeout.duration,
      failsFast: !options.has(KustomizeOptions.Gate.disableFailFastBehavior))
  }

  /// What is checked: everything that was applied, or what the spec lists; never the Kustomization itself.
  private func references(_ object: Kustomization, _ changes: ChangeSet) -> [OperatorKit.ObjectReference] {
    let all =
      object.spec.wait
      ? changes.checkable
      : object.spec.healthChecks.map { reference in
        OperatorKit.ObjectReference(
          GroupVersionKind(apiVersion: reference.apiVersion ?? "apps/v1", kind: reference.kind),
          ObjectKey(namespace: reference.namespace ?? object.metadata.namespace ?? "", name: reference.name))
      }
    return all.filter { $0.groupKind != Kustomization.resourceType.groupKind || $0.key != object.key }
  }

  /// Looks at what is not ready yet.
  func look(_ wait: inout HealthWait, _ client: KubernetesClient) async throws -> Outcome {
    guard wait.hasChecks else { return .passed }
    wait.looks += 1
    switch try await wait.check.evaluate(using: client) {
    case .ready: return .passed
    case .failed(let report): return .failed(message(wait, report))
    case .pending:
      let now = ContinuousClock.now
      guard now < wait.deadline else { return .failed(message(wait, wait.check.timeoutReport)) }
      return .pending(min(HealthStep.delay(wait.looks), wait.deadline - now))
    }
  }

  /// Most things are ready in a moment; what is not after that takes longer.
  package static func delay(_ looks: Int) -> Duration {
    Backoff(base: .milliseconds(100), limit: .seconds(5)).delay(failures: looks)
  }

  private func message(_ wait: HealthWait, _ report: HealthReport) -> String {
    let text = "health check failed after \(GoDuration((.now - wait.checksBegan).roundedToMilliseconds)): \(report)"
    return report.details.isEmpty ? text : "\(text)\n\(report.details)"
  }
}

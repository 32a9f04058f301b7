import ApplierSupport
import GitOpsAPI
import OperatorKit

/// Waits until the objects of a release are ready, without holding a worker (H-21).
struct ReleaseWait: Sendable {
  enum Strategy: Hashable, Sendable {
    /// By status, as kustomizations are waited for; ends early when something has failed.
    case poller
    /// By the rules of Helm 3; only time ends it.
    case legacy
  }

  let client: KubernetesClient
  let strategy: Strategy
  let waitsForJobs: Bool
  let expressions: HealthExpressions?
  let pause: Pause

  private var limit: Duration { strategy == .legacy ? .seconds(2) : .seconds(5) }

  /// Throws `HealthReport` when something failed or the time is up, and what interrupts the wait.
  func run(_ objects: [ReleaseObject], timeout: Duration) async throws {
    var check = check(objects)
    guard !check.objects.isEmpty else { return }
    let deadline = ContinuousClock.now + timeout
    var delay = PollDelay(limit: limit)
    while true {
      switch try await check.evaluate(using: client) {
      case .ready: return
      case .failed(let report): throw WaitFailure(report)
      case .pending: break
      }
      let now = ContinuousClock.now
      guard now < deadline else { throw WaitFailure(check.timeoutReport) }
      try await pause(min(delay.next(), deadline - now), interruptible: true)
    }
  }

  private func check(_ objects: [ReleaseObject]) -> HealthCheck {
    let waited = objects.filter { !$0.isPausedDeployment }
    let jobs = waited.filter(\.expires).map(\.reference)
    let (strategy, waitsForJobs, expressions) = (strategy, waitsForJobs, expressions)
    return HealthCheck(waited.map(\.reference), failsFast: strategy == .poller, expiringJobs: jobs) { object in
      if strategy == .legacy { return LegacyReadiness.judge(object, waitsForJobs: waitsForJobs) }
      if let custom = try expressions?.judge(object) { return custom }
      if object.groupVersionKind.groupKind == .job { return JobReadiness.judge(object, completes: waitsForJobs) }
      return nil
    }
  }
}

/// A wait that ended without everything being ready.
struct WaitFailure: Error, CustomStringConvertible {
  let report: HealthReport

  init(_ report: HealthReport) { self.report = report }

  /// What is not ready, and what the objects themselves say about it.
  var description: String { report.details.isEmpty ? "\(report)" : "\(report)\n\(report.details)" }
}

extension GroupKind {
  static let job = GroupKind(group: "batch", kind: "Job")
  static let pod = GroupKind(group: "", kind: "Pod")
}

extension ReleaseObject {
  /// Nothing happens to a Deployment that is paused (H-21-05).
  var isPausedDeployment: Bool {
    type.groupKind == GroupKind(group: "apps", kind: "Deployment")
      && object.json[path: "spec", "paused"]?.boolValue == true
  }

  /// A Job that is deleted when it is done; gone counts as done.
  var expires: Bool { type.groupKind == .job && object.json[path: "spec", "ttlSecondsAfterFinished"]?.intValue != nil }
}

/// How far a Job is.
enum JobReadiness {
  /// - Parameter completes: Whether it has to end well; otherwise it is enough that it was taken up.
  static func judge(_ job: DynamicObject, completes: Bool) -> Readiness {
    let conditions = job.json[path: "status", "conditions"]?.arrayValue ?? []
    for condition in conditions where condition["status"]?.stringValue == "True" {
      if condition["type"]?.stringValue == "Failed" {
        return Readiness(.failed, "Job failed: \(condition["message"]?.stringValue ?? "")")
      }
      if condition["type"]?.stringValue == "Complete" { return Readiness(.current, "Job has completed") }
    }
    if !completes, job.json[path: "status", "startTime"]?.stringValue != nil { return Readiness(.current, "") }
    return Readiness(.inProgress, "Job is in progress")
  }
}

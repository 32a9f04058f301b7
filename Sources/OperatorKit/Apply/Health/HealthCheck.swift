/// Checks whether objects are ready, again and again until they are.
///
/// ## Expected Flow
/// 1. Make one from the references.
/// 2. ``evaluate(using:)``; while the answer is ``Outcome/pending(_:)``, do something else and come back.
/// 3. When the time is up, ``timeoutReport`` says what is missing.
///
/// ## Guarantees
/// - An evaluation never waits. It reads each object that is not ready yet once, a few at a time, and keeps nothing of
///   them but status and message; nothing is watched or cached.
/// - An object that was ready once is not read again.
///
/// ## Caveats
/// - A StatefulSet that is on its way costs one list of its pods, read one by one (K-16-09).
///
/// ## Errors
/// `CancellationError` only; what cannot be read counts as ``Readiness/Status/unknown``.
public struct HealthCheck: Sendable {
  /// Judges objects that have rules of their own; `nil` leaves an object to ``Readiness``. What it throws makes the
  /// object's status unknown.
  public typealias Evaluator = @Sendable (DynamicObject) throws -> Readiness?

  public enum Outcome: Sendable, Hashable {
    case ready
    case pending([ObjectHealth])
    /// Nothing is on its way any more, and something has failed (K-16-03).
    case failed(HealthReport)
  }

  /// Every object with what was last seen of it, in the order given.
  public private(set) var objects: [ObjectHealth]
  public private(set) var requests = RequestCounts()

  private let failsFast: Bool
  private let expiringJobs: Set<ObjectReference.Identity>
  private let concurrency: Int
  private let evaluator: Evaluator

  /// - Parameters:
  ///   - failsFast: Ends with a failure when nothing is on its way; otherwise only time ends a check.
  ///   - expiringJobs: Jobs that are deleted when they are done; for them, gone is ready (K-16-12). Other kinds
  ///     are not taken for jobs. See ``ApplySet/expiringJobs``.
  ///   - evaluator: Judges kinds with rules of their own.
  public init(
    _ references: [ObjectReference], failsFast: Bool = true, expiringJobs: [ObjectReference] = [],
    concurrency: Int = 4, evaluator: @escaping Evaluator = { _ in nil }
  ) {
    objects = references.map { ObjectHealth($0, Readiness(.unknown, "not looked at yet")) }
    self.failsFast = failsFast
    let jobs = expiringJobs.filter { $0.groupKind == GroupKind(group: "batch", kind: "Job") }
    self.expiringJobs = Set(jobs.map(\.identity))
    self.concurrency = concurrency
    self.evaluator = evaluator
  }

  /// The objects that are not ready.
  public var pending: [ObjectHealth] { objects.filter { $0.readiness.status != .current } }

  /// What to say when there is no time left (K-16-04).
  public var timeoutReport: HealthReport { HealthReport(.timeout, pending) }

  /// Looks at the objects that are not ready yet.
  public mutating func evaluate(using client: KubernetesClient) async throws -> Outcome {
    let open = objects.indices.filter { objects[$0].readiness.status != .current }
    let reader = HealthReader(client: client, expiringJobs: expiringJobs, evaluator: evaluator)
    let seen = try await mapConcurrently(open.map { objects[$0].reference }, limit: concurrency) {
      try await reader.read($0)
    }
    for (index, outcome) in zip(open, seen) {
      objects[index] = ObjectHealth(objects[index].reference, outcome.readiness)
      requests += outcome.requests
    }
    return verdict
  }

  private var verdict: Outcome {
    let pending = self.pending
    if pending.isEmpty { return .ready }
    let failed = pending.filter { $0.readiness.status == .failed }
    let isMoving = pending.contains { $0.readiness.status == .inProgress }
    guard failsFast, !failed.isEmpty, !isMoving else { return .pending(pending) }
    return .failed(HealthReport(.stalled, failed))
  }
}

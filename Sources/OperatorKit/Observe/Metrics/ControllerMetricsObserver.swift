import Synchronization

/// Counts and times what a ``Controller`` does.
public final class ControllerMetricsObserver: ControllerObserver {
  private struct State {
    var waiting: [ObjectKey: ContinuousClock.Instant] = [:]
    var inHand: [ObjectKey: ContinuousClock.Instant] = [:]
  }

  private let metrics: ControllerMetrics
  private let state = Mutex(State())

  public init(_ registry: MetricsRegistry, controller: String, concurrency: Int) {
    metrics = ControllerMetrics(registry, controller: controller)
    metrics.maximumConcurrentReconciles(concurrency)
    registry.onScrape { [weak self] in self?.reportUnfinished() }
  }

  public func enqueued(_ key: ObjectKey, depth: Int) {
    metrics.added()
    metrics.queueDepth(depth)
    state.withLock { if $0.waiting[key] == nil { $0.waiting[key] = .now } }
  }

  public func began(_ key: ObjectKey, depth: Int) {
    let now = ContinuousClock.now
    metrics.queueDepth(depth)
    metrics.activeWorkers(1)
    let since = state.withLock { state in
      state.inHand[key] = now
      return state.waiting.removeValue(forKey: key)
    }
    if let since { metrics.queueLatency(seconds: (now - since).inSeconds) }
  }

  public func ended(_ key: ObjectKey, outcome: ReconcileOutcome, duration: Duration) {
    state.withLock { $0.inHand[key] = nil }
    metrics.activeWorkers(-1)
    metrics.workDuration(seconds: duration.inSeconds)
    if outcome == .error || outcome == .requeue { metrics.retried() }
    metrics.reconcileFinished(
      result: ControllerMetrics.Result(outcome), seconds: duration.inSeconds, terminal: outcome == .terminalError)
  }

  private func reportUnfinished() {
    let now = ContinuousClock.now
    let ages = state.withLock { state in state.inHand.values.map { (now - $0).inSeconds } }
    metrics.unfinishedWork(seconds: ages.reduce(0, +), longestRunning: ages.max() ?? 0)
  }
}

extension ControllerMetrics.Result {
  init(_ outcome: ReconcileOutcome) {
    switch outcome {
    case .success: self = .success
    case .requeue: self = .requeue
    case .requeueAfter: self = .requeueAfter
    case .error, .terminalError: self = .error
    }
  }
}

extension Duration {
  /// The length in seconds, for metrics.
  package var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}

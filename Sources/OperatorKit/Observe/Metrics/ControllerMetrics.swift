/// The metrics of one controller and its work queue, under the names that controller-runtime gives them.
///
/// A value of handles: copy it into the queue and the runtime, and call it as often as you like.
public struct ControllerMetrics: Sendable {
  /// How a reconcile ended, as the `result` label says it.
  public enum Result: String, Sendable, CaseIterable {
    case success
    case error
    /// To be done again at once or under back-off.
    case requeue
    /// To be done again after a stated time.
    case requeueAfter = "requeue_after"
  }

  private let results: [Result: Counter]
  private let errors: Counter
  private let terminalErrors: Counter
  private let reconcileTime: Histogram
  private let workers: Gauge
  private let maximumWorkers: Gauge
  private let depth: Gauge
  private let adds: Counter
  private let retries: Counter
  private let latency: Histogram
  private let work: Histogram
  private let unfinished: Gauge
  private let longest: Gauge

  /// Registers the series of a controller; `controller` is the value of their `controller` label.
  public init(_ registry: MetricsRegistry, controller: String) {
    let families = ControllerFamilies(registry)
    let one = [controller]
    let queue = [controller, controller]
    results = Dictionary(
      uniqueKeysWithValues: Result.allCases.map { ($0, families.reconciles.series([controller, $0.rawValue])) })
    errors = families.errors.series(one)
    terminalErrors = families.terminalErrors.series(one)
    reconcileTime = families.reconcileTime.series(one)
    workers = families.workers.series(one)
    maximumWorkers = families.maximumWorkers.series(one)
    depth = families.depth.series(queue)
    adds = families.adds.series(queue)
    retries = families.retries.series(queue)
    latency = families.latency.series(queue)
    work = families.work.series(queue)
    unfinished = families.unfinished.series(queue)
    longest = families.longest.series(queue)
  }

  // MARK: Queue

  /// How many keys wait to be taken.
  public func queueDepth(_ count: Int) { depth.set(Double(count)) }

  /// A key was put into the queue.
  public func added() { adds.increment() }

  /// A key was put back to be tried again under back-off.
  public func retried() { retries.increment() }

  /// A key was taken after waiting this long.
  public func queueLatency(seconds: Double) { latency.observe(seconds) }

  /// A key was given back after this long.
  public func workDuration(seconds: Double) { work.observe(seconds) }

  /// Seconds of work in progress, in sum and of the oldest key, that ``workDuration(seconds:)`` has not seen yet.
  public func unfinishedWork(seconds: Double, longestRunning: Double) {
    unfinished.set(seconds)
    longest.set(longestRunning)
  }

  // MARK: Reconcile

  /// A reconcile ended. A terminal error is one that no retry will mend.
  public func reconcileFinished(result: Result, seconds: Double, terminal: Bool = false) {
    results[result]?.increment()
    if result == .error { errors.increment() }
    if terminal { terminalErrors.increment() }
    reconcileTime.observe(seconds)
  }

  /// A worker began (`1`) or ended (`-1`) a reconcile.
  public func activeWorkers(_ change: Int) { workers.add(Double(change)) }

  /// How many reconciles may run at the same time.
  public func maximumConcurrentReconciles(_ count: Int) { maximumWorkers.set(Double(count)) }
}

/// The families behind ``ControllerMetrics``.
private struct ControllerFamilies {
  let reconciles, errors, terminalErrors: MetricFamily<Counter>
  let reconcileTime: MetricFamily<Histogram>
  let workers, maximumWorkers: MetricFamily<Gauge>
  let depth, unfinished, longest: MetricFamily<Gauge>
  let adds, retries: MetricFamily<Counter>
  let latency, work: MetricFamily<Histogram>

  init(_ registry: MetricsRegistry) {
    let controller = ["controller"]
    reconciles = registry.counter(
      "controller_runtime_reconcile_total", help: "Reconciles per controller and result",
      labels: ["controller", "result"])
    errors = registry.counter(
      "controller_runtime_reconcile_errors_total", help: "Reconciles that failed, per controller", labels: controller)
    terminalErrors = registry.counter(
      "controller_runtime_terminal_reconcile_errors_total",
      help: "Reconciles that failed in a way no retry will mend, per controller", labels: controller)
    reconcileTime = registry.histogram(
      "controller_runtime_reconcile_time_seconds", help: "Length of a reconcile per controller", labels: controller,
      buckets: MetricBuckets.reconcileTime)
    workers = registry.gauge(
      "controller_runtime_active_workers", help: "Workers in a reconcile, per controller", labels: controller)
    maximumWorkers = registry.gauge(
      "controller_runtime_max_concurrent_reconciles", help: "Reconciles that may run at once, per controller",
      labels: controller)

    let queue = ["name", "controller"]
    depth = registry.gauge("workqueue_depth", help: "Keys that wait in the queue", labels: queue)
    adds = registry.counter("workqueue_adds_total", help: "Keys put into the queue", labels: queue)
    retries = registry.counter("workqueue_retries_total", help: "Keys put back to be tried again", labels: queue)
    latency = registry.histogram(
      "workqueue_queue_duration_seconds", help: "How long keys waited before they were taken", labels: queue,
      buckets: MetricBuckets.workQueue)
    work = registry.histogram(
      "workqueue_work_duration_seconds", help: "How long keys were worked on", labels: queue,
      buckets: MetricBuckets.workQueue)
    unfinished = registry.gauge(
      "workqueue_unfinished_work_seconds", help: "Seconds of work in progress, summed over the keys in hand",
      labels: queue)
    longest = registry.gauge(
      "workqueue_longest_running_processor_seconds", help: "How long the oldest key in hand has been worked on",
      labels: queue)
  }
}

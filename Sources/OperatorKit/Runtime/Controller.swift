public import Logging
import Synchronization

/// Runs a reconciler over the keys that changes of objects bring.
///
/// Expected flow: make it, tell it what to watch, hand it to a ``Manager``.
///
/// Guarantees: a key is in the hands of one worker at most. A key that changes while in hand is taken again after.
/// A reconcile that throws does not disturb others.
public final class Controller: Sendable {
  public let name: String
  public let queue: WorkQueue<ObjectKey>
  public let concurrency: Int
  private let reconciler: any Reconciler
  private let logger: Logger
  private let events: any ControllerObserver
  private let running = Mutex<[ObjectKey: Task<ReconcileResult, any Error>]>([:])

  public init(
    name: String, concurrency: Int = 1,
    backoff: Backoff = Backoff(base: .milliseconds(750), limit: .seconds(900)),
    observer: any ControllerObserver = NoObserver(), logger: Logger = Logger(label: "controller"),
    reconciler: any Reconciler
  ) {
    self.name = name
    self.concurrency = max(1, concurrency)
    self.reconciler = reconciler
    self.logger = logger
    events = observer
    queue = WorkQueue(backoff: backoff)
  }

  /// Puts a key in line.
  public func enqueue(_ key: ObjectKey, priority: Priority = .normal) {
    queue.add(key, priority: priority)
    events.enqueued(key, depth: queue.depth)
  }

  /// Puts a key in line and calls off the run that has it in hand, because what that works on is no longer wanted.
  public func supersede(_ key: ObjectKey) {
    enqueue(key)
    running.withLock { $0[key] }?.cancel()
  }

  /// Works until the queue is shut down; then lets the runs in hand end.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<concurrency {
        group.addTask { await self.work() }
      }
    }
  }

  private func work() async {
    while let key = await queue.next() {
      await process(key)
      queue.done(key)
    }
  }

  private func process(_ key: ObjectKey) async {
    let started = ContinuousClock.now
    events.began(key, depth: queue.depth)
    let task = Task { try await reconciler.reconcile(key) }
    running.withLock { $0[key] = task }
    let outcome = await withTaskCancellationHandler {
      await task.result
    } onCancel: {
      task.cancel()
    }
    running.withLock { $0[key] = nil }
    let label = settle(key, outcome)
    events.ended(key, outcome: label, duration: .now - started)
  }

  /// What follows from how a reconcile ended.
  private func settle(_ key: ObjectKey, _ outcome: Result<ReconcileResult, any Error>) -> ReconcileOutcome {
    switch outcome {
    case .success(.done):
      queue.forget(key)
      return .success
    case .success(.requeue(let delay)):
      queue.forget(key)
      queue.add(key, after: delay)
      return .requeueAfter
    case .success(.retry):
      queue.retry(key)
      return .requeue
    case .success(.again):
      queue.add(key, priority: .background)
      return .requeue
    case .failure(is CancellationError):
      queue.add(key)  // does nothing when the queue is shut down
      return .requeue
    case .failure(let error as any TerminalError):
      queue.forget(key)
      logger.error("reconcile ended for good", metadata: metadata(key, error))
      return .terminalError
    case .failure(let error):
      let delay = queue.retry(key)
      logger.error("reconcile failed, next try in \(GoDuration(delay))", metadata: metadata(key, error))
      return .error
    }
  }

  private func metadata(_ key: ObjectKey, _ error: any Error) -> Logger.Metadata {
    ["controller": "\(name)", "namespace": "\(key.namespace)", "name": "\(key.name)", "error": "\(error)"]
  }
}

/// How a reconcile ended, with the label values of `controller_runtime_reconcile_total`.
public enum ReconcileOutcome: String, Sendable {
  case success
  case requeue
  case requeueAfter = "requeue_after"
  case error
  case terminalError = "terminal_error"
}

/// Told of what a controller does, for metrics and for the guard against poisonous objects.
public protocol ControllerObserver: Sendable {
  func enqueued(_ key: ObjectKey, depth: Int)
  func began(_ key: ObjectKey, depth: Int)
  func ended(_ key: ObjectKey, outcome: ReconcileOutcome, duration: Duration)
}

/// Listens to nothing.
public struct NoObserver: ControllerObserver {
  public init() {}
  public func enqueued(_ key: ObjectKey, depth: Int) {}
  public func began(_ key: ObjectKey, depth: Int) {}
  public func ended(_ key: ObjectKey, outcome: ReconcileOutcome, duration: Duration) {}
}

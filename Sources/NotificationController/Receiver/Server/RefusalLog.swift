import Logging
import OperatorKit
import Synchronization

/// Writes why calls were refused, a few lines a second: a caller that is refused all the time does not fill the disk.
final class RefusalLog: Sendable {
  private struct Second {
    var begun = ContinuousClock.now
    var lines = 0
    var dropped = 0
  }

  private static let linesPerSecond = 10

  private let logger: Logger
  private let second = Mutex(Second())

  init(_ logger: Logger) { self.logger = logger }

  func error(_ message: String, _ receiver: ObjectKey, _ reason: any Error) {
    guard let dropped = admit() else { return }
    if dropped > 0 { logger.warning("\(dropped) more calls failed in the seconds before") }
    logger.error(
      "\(message)",
      metadata: [
        "reconciler kind": "Receiver", "name": "\(receiver.name)", "namespace": "\(receiver.namespace)",
        "error": "\(reason)",
      ])
  }

  /// How many lines were left out before this one; `nil` when this one is left out too.
  private func admit() -> Int? {
    second.withLock { second in
      if second.begun + .seconds(1) <= .now {
        let dropped = second.dropped
        second = Second(lines: 1)
        return dropped
      }
      guard second.lines < RefusalLog.linesPerSecond else {
        second.dropped += 1
        return nil
      }
      second.lines += 1
      return 0
    }
  }
}

import Logging
import OperatorKit
import Synchronization

/// What an action has done, for the log; the last lines go into the event of a failure (H-09-11).
final class ActionLog: Sendable {
  private struct Line {
    let text: String
    let first: Timestamp
    var last: Timestamp
    var repetitions = 0

    var description: String {
      var result = "\(first.microTime): \(text)"
      if repetitions > 0 { result += "\n\(last.microTime): \(text)" }
      if repetitions > 1 {
        result += " (\(repetitions - 1) duplicate line\(repetitions > 2 ? "s" : "") omitted)"
      }
      return result
    }
  }

  private static let capacity = 10
  private let lines = Mutex<[Line]>([])
  private let logger: Logger

  init(_ logger: Logger) { self.logger = logger }

  func add(_ text: String) {
    logger.debug("\(text)")
    let now = Timestamp.now()
    lines.withLock { lines in
      if let last = lines.indices.last, lines[last].text == text {
        lines[last].repetitions += 1
        lines[last].last = now
        return
      }
      lines.append(Line(text: text, first: now, last: now))
      if lines.count > ActionLog.capacity { lines.removeFirst() }
    }
  }

  /// What others have written goes into the log alone: events are read by more people than logs.
  func output(_ text: String) { logger.info("\(text)") }

  /// A message with the last lines behind it, if there are any.
  func appended(to message: String) -> String {
    let text = lines.withLock { $0.map(\.description).joined(separator: "\n") }
    return text.isEmpty ? message : "\(message)\n\nLast Helm logs:\n\n\(text)"
  }
}

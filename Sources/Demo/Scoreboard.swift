import Glibc
import OperatorKit

/// The table of the demo: a row a step, filled in as it happens. On a terminal it is drawn anew in place; elsewhere a
/// line is printed as each step ends.
final class Scoreboard {
  private struct Row {
    let title: String
    var state = "waiting"
    var duration = ""
  }

  private var rows: [Row] = []
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  private var drawnLines = 0

  init(_ titles: [String]) { rows = titles.map { Row(title: $0) } }

  /// Runs a step and notes how it went and how long it took.
  func step<Result>(_ title: String, _ work: () async throws -> (String, Result)) async throws -> Result {
    guard let index = rows.firstIndex(where: { $0.title == title }) else { return try await work().1 }
    rows[index].state = "running"
    draw()
    let started = ContinuousClock.now
    do {
      let (outcome, result) = try await work()
      finish(index, outcome, .now - started)
      return result
    } catch {
      finish(index, "FAILED", .now - started)
      throw error
    }
  }

  private func finish(_ index: Int, _ outcome: String, _ duration: Duration) {
    rows[index].state = outcome
    rows[index].duration = Scoreboard.seconds(duration)
    isTerminal ? draw() : print(line(rows[index]))
  }

  private func draw() {
    guard isTerminal else { return }
    if drawnLines > 0 { print("\u{1b}[\(drawnLines)A", terminator: "") }
    for row in rows { print("\u{1b}[2K" + line(row)) }
    drawnLines = rows.count
    fflush(nil)
  }

  private func line(_ row: Row) -> String {
    "  " + Scoreboard.padded(row.title, 44) + Scoreboard.padded(row.duration, 10) + row.state
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  static func seconds(_ duration: Duration) -> String {
    let milliseconds = Int64(duration / .milliseconds(1))
    let fraction = String(milliseconds % 1_000 / 10)
    return "\(milliseconds / 1_000).\(fraction.count < 2 ? "0" : "")\(fraction) s"
  }
}

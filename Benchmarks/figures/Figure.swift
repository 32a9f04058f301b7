import OperatorKitTesting

/// A row of the table.
struct Figure {
  let what: String
  let mustReach: String
  let measured: String

  /// Set in columns, for a terminal and for the documents.
  var line: String { "| \(what) | \(mustReach) | \(measured) |" }
}

/// The middle of some durations; of an even number, the upper one of the two.
func median(_ durations: [Duration]) -> Duration {
  let sorted = durations.sorted()
  return sorted.isEmpty ? .zero : sorted[sorted.count / 2]
}

/// `1.234 s`.
func seconds(_ duration: Duration) -> String { "\(fixed(Int64(duration / .milliseconds(1)), digits: 3)) s" }

/// `p50 0.123 s (0.100 to 0.200 s, 10 runs)`.
func spread(_ durations: [Duration]) -> String {
  let shortest = durations.min() ?? .zero
  let longest = durations.max() ?? .zero
  return "p50 \(seconds(median(durations))) (\(seconds(shortest)) to \(seconds(longest)), \(durations.count) runs)"
}

/// `7.25 MiB`.
func mebibytes(_ bytes: Int64) -> String { "\(fixed(bytes * 100 / (1 << 20), digits: 2)) MiB" }
func mebibytes(_ bytes: UInt64) -> String { mebibytes(Int64(clamping: bytes)) }

/// A number of thousandths (or hundredths, ...) with its point.
private func fixed(_ number: Int64, digits: Int) -> String {
  let text = String(number.magnitude)
  let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
  return "\(number < 0 ? "-" : "")\(padded.dropLast(digits)).\(padded.suffix(digits))"
}

/// A number from the environment.
func setting(_ name: String, default value: Int) -> Int {
  ProcessConfiguration.currentEnvironment()[name].flatMap { Int($0) } ?? value
}

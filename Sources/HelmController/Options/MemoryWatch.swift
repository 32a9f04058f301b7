import ControllerSupport
import Glibc
import Logging
import OperatorKit

/// Stops the process in an orderly way before the kernel does it in a disorderly one (gate `OOMWatch`, H-31-05).
struct MemoryWatch: Sendable {
  struct Options: Sendable {
    let threshold: Int
    let interval: Duration
    let maximumPath: String
    let currentPath: String

    /// Throws ``FlagError``.
    init(_ values: FlagValues, _ flags: HelmFlags) throws {
      threshold = values[flags.memoryThreshold]
      interval = values[flags.memoryInterval]
      guard interval >= .milliseconds(50) else {
        throw FlagError.badValue(
          flag: "oom-watch-interval", value: "\(GoDuration(interval))", expected: "at least 50ms")
      }
      maximumPath = Options.first(
        values[flags.memoryMaximumPath], ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"])
      currentPath = Options.first(
        values[flags.memoryCurrentPath],
        ["/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory/memory.usage_in_bytes"])
    }

    private static func first(_ given: String, _ usual: [String]) -> String {
      if !given.isEmpty { return given }
      return usual.first { access($0, R_OK) == 0 } ?? usual[0]
    }
  }

  let options: Options
  let logger: Logger

  /// Looks until there is too little room left, then asks the process to stop.
  func run() async throws {
    while true {
      try await Task.sleep(for: options.interval)
      guard let maximum = MemoryWatch.read(options.maximumPath), let current = MemoryWatch.read(options.currentPath),
        MemoryWatch.isExceeded(current: current, maximum: maximum, threshold: options.threshold)
      else { continue }
      logger.info("memory is at \(current) of \(maximum) bytes, above \(options.threshold)%: stopping in time")
      kill(getpid(), SIGTERM)
      while true { try await Task.sleep(for: .seconds(3600)) }
    }
  }

  static func isExceeded(current: UInt64, maximum: UInt64, threshold: Int) -> Bool {
    maximum > 0 && current >= maximum / 100 * UInt64(threshold)
  }

  /// `nil` where the file is not there or holds no number (`max`: no limit).
  private static func read(_ path: String) -> UInt64? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = fread(&buffer, 1, buffer.count, file)
    return UInt64(String(decoding: buffer.prefix(count).prefix { $0 != 10 }, as: UTF8.self))
  }
}

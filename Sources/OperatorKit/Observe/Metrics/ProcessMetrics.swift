import Glibc

/// The `process_*` metrics, read from the proc file system at each scrape.
public enum ProcessMetrics {
  /// Registers the families and keeps them fresh.
  public static func register(in registry: MetricsRegistry) {
    let resident = registry.gauge("process_resident_memory_bytes", help: "Resident memory in bytes").series()
    let virtual = registry.gauge("process_virtual_memory_bytes", help: "Virtual memory in bytes").series()
    let descriptors = registry.gauge("process_open_fds", help: "Open file descriptors").series()
    let maximum = registry.gauge("process_max_fds", help: "File descriptors the process may open").series()
    let start = registry.gauge("process_start_time_seconds", help: "Start of the process since the epoch").series()
    let processor = registry.counter("process_cpu_seconds_total", help: "Processor time in seconds").series()
    registry.onScrape {
      let now = ProcessUsage.current()
      resident.set(now.residentBytes)
      virtual.set(now.virtualBytes)
      descriptors.set(now.openFiles)
      maximum.set(now.maximumFiles)
      start.set(now.startSeconds)
      processor.set(total: now.processorSeconds)
    }
  }
}

/// What the kernel says about this process.
struct ProcessUsage {
  var residentBytes = 0.0
  var virtualBytes = 0.0
  var openFiles = 0.0
  var maximumFiles = 0.0
  var startSeconds = 0.0
  var processorSeconds = 0.0

  static func current() -> ProcessUsage {
    var usage = ProcessUsage()
    if let text = SmallFile.read("/proc/self/stat") {
      usage.readStat(text, bootSeconds: bootSeconds, ticksPerSecond: Double(max(1, sysconf(Int32(_SC_CLK_TCK)))))
    }
    usage.openFiles = Double(countEntries("/proc/self/fd"))
    var time = timespec()
    if clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 {
      usage.processorSeconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      usage.maximumFiles = Double(limit.rlim_cur)
    }
    return usage
  }

  /// The fields after the command name, which stands in parentheses and may hold anything.
  mutating func readStat(_ text: String, bootSeconds: Double, ticksPerSecond: Double) {
    guard let end = text.lastIndex(of: ")") else { return }
    let fields = text[text.index(after: end)...].split(separator: " ").map { Double($0) ?? 0 }
    guard fields.count > 21 else { return }
    startSeconds = bootSeconds + fields[19] / ticksPerSecond
    virtualBytes = fields[20]
    residentBytes = fields[21] * Double(max(1, sysconf(Int32(_SC_PAGESIZE))))
  }

  private static let bootSeconds: Double = {
    for line in (SmallFile.read("/proc/stat") ?? "").split(separator: "\n") where line.hasPrefix("btime ") {
      return Double(line.dropFirst(6)) ?? 0
    }
    return 0
  }()

  private static func countEntries(_ path: String) -> Int {
    guard let directory = opendir(path) else { return 0 }
    defer { closedir(directory) }
    var count = 0
    while let entry = readdir(directory) {
      if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
    }
    return max(0, count - 1)
  }
}

import Glibc

/// The file names of the two cgroup versions.
enum CgroupLayout: Sendable {
  case version1, version2

  var limitFile: String { self == .version1 ? "memory.limit_in_bytes" : "memory.max" }
  var swapFile: String { self == .version1 ? "memory.memsw.limit_in_bytes" : "memory.swap.max" }
  var currentFile: String { self == .version1 ? "memory.usage_in_bytes" : "memory.current" }
  var peakFile: String { self == .version1 ? "memory.max_usage_in_bytes" : "memory.peak" }
  var eventsFile: String { self == .version1 ? "memory.oom_control" : "memory.events" }
  var anonymousField: String { self == .version1 ? "rss" : "anon" }

  /// Finds a directory in which a group with a memory limit can be made.
  static func detect() throws(MemoryCgroupError) -> (layout: CgroupLayout, path: String) {
    let root = "/sys/fs/cgroup"
    let own = ownGroups()
    if access("\(root)/memory/memory.limit_in_bytes", F_OK) == 0 {
      let path = "\(root)/memory\(own["memory"] ?? "")"
      return (.version1, access(path, W_OK) == 0 ? path : "\(root)/memory")
    }
    for path in ["\(root)\(own[""] ?? "")", root] {
      guard let controllers = readText("\(path)/cgroup.controllers"), controllers.contains("memory") else { continue }
      // Refused in a group that itself holds processes, unless it is the root; then the next one is tried.
      try? writeFile("\(path)/cgroup.subtree_control", "+memory")
      if readText("\(path)/cgroup.subtree_control")?.contains("memory") == true { return (.version2, path) }
    }
    throw .unavailable("no memory controller that this user may use in \(root)")
  }

  /// The groups of this process by controller; the empty name is version 2.
  private static func ownGroups() -> [String: String] {
    var result: [String: String] = [:]
    for line in readText("/proc/self/cgroup")?.split(separator: "\n") ?? [] {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      for controller in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
        result[String(controller)] = parts[2] == "/" ? "" : String(parts[2])
      }
    }
    return result
  }
}

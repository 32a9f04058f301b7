/// What the control groups allow this process, and what it uses.
public struct MemoryLimit: Sendable {
  /// The tightest limit of the group and all groups above it, in bytes; `nil` when there is none.
  public let bytes: Int?
  private let group: CgroupDirectory?

  private init(bytes: Int?, group: CgroupDirectory?) {
    self.bytes = bytes
    self.group = group
  }

  /// Reads the limit of the memory controller, version 2 or 1. `root` is the directory that holds `proc`; another
  /// one than `/` is for tests.
  public static func current(root: String = "/") -> MemoryLimit {
    let prefix = root.hasSuffix("/") ? String(root.dropLast()) : root
    guard let group = CgroupDirectory.find(prefix) else { return MemoryLimit(bytes: nil, group: nil) }
    return MemoryLimit(bytes: group.limit(), group: group)
  }

  /// Bytes that the group uses at this moment, page cache included; `nil` when unknown.
  public func usedBytes() -> Int? { group?.used() }

  /// Anonymous memory of the group: what cannot be taken back. `nil` when unknown.
  public func anonymousBytes() -> Int? { group?.anonymous() }
}

/// The directory of this process's memory control group.
struct CgroupDirectory: Sendable {
  enum Version: Sendable { case one, two }

  let version: Version
  /// Where the hierarchy is mounted, and the group's path below it.
  let mount: String
  let components: [String]

  var path: String { ([mount] + components).joined(separator: "/") }

  /// A limit at or above this is none: version 1 writes a number near the largest 64-bit one.
  private static let unlimited = 1 << 60

  static func find(_ prefix: String) -> CgroupDirectory? {
    guard let mounts = SmallFile.read(prefix + "/proc/self/mountinfo"),
      let groups = SmallFile.read(prefix + "/proc/self/cgroup")
    else { return nil }
    for (version, group) in memberships(groups) {
      for mount in mounts.split(separator: "\n") {
        guard let (root, point) = memoryMount(String(mount), version) else { continue }
        let found = CgroupDirectory(
          version: version, mount: prefix + point, components: relative(group, to: root))
        if found.used() != nil || found.limit() != nil { return found }
      }
    }
    return nil
  }

  /// The groups of the process that may hold the memory controller: version 1 first, for there the unified
  /// hierarchy has none.
  private static func memberships(_ text: String) -> [(Version, String)] {
    var result: [(Version, String)] = []
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      if parts[1].split(separator: ",").contains("memory") {
        result.insert((.one, String(parts[2])), at: 0)
      } else if parts[0] == "0", parts[1].isEmpty {
        result.append((.two, String(parts[2])))
      }
    }
    return result
  }

  /// Root and mount point of a line of mountinfo that mounts the memory controller.
  private static func memoryMount(_ line: String, _ version: Version) -> (root: String, point: String)? {
    let fields = line.split(separator: " ").map(String.init)
    guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 1 else { return nil }
    switch version {
    case .two: guard fields[dash + 1] == "cgroup2" else { return nil }
    case .one:
      let options = fields.last?.split(separator: ",") ?? []
      guard fields[dash + 1] == "cgroup", options.contains("memory") else { return nil }
    }
    return (fields[3], fields[4] == "/" ? "" : fields[4])
  }

  /// The group's path below the mount. In a container the mount shows only a part of the hierarchy.
  private static func relative(_ group: String, to root: String) -> [String] {
    let own = group.split(separator: "/").map(String.init)
    let above = root.split(separator: "/").map(String.init)
    if own.starts(with: above) { return Array(own.dropFirst(above.count)) }
    return []
  }

  func limit() -> Int? {
    let file = version == .two ? "memory.max" : "memory.limit_in_bytes"
    var tightest: Int?
    for depth in 0...components.count {
      let directory = ([mount] + components.prefix(depth)).joined(separator: "/")
      guard let value = CgroupDirectory.number(directory + "/" + file), value < CgroupDirectory.unlimited else {
        continue
      }
      tightest = min(tightest ?? value, value)
    }
    if version == .one, let value = statistic("hierarchical_memory_limit"), value < CgroupDirectory.unlimited {
      tightest = min(tightest ?? value, value)
    }
    return tightest
  }

  func used() -> Int? {
    CgroupDirectory.number(path + (version == .two ? "/memory.current" : "/memory.usage_in_bytes"))
  }

  func anonymous() -> Int? { statistic(version == .two ? "anon" : "total_rss") }

  private func statistic(_ name: String) -> Int? {
    for line in (SmallFile.read(path + "/memory.stat") ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == name { return Int(words[1]) }
    }
    return nil
  }

  /// The number in a file; `nil` for the word `max` and where there is no file.
  private static func number(_ path: String) -> Int? {
    guard let text = SmallFile.read(path, limit: 256) else { return nil }
    guard let word = text.split(whereSeparator: \.isWhitespace).first else { return nil }
    guard let value = UInt64(word) else { return nil }
    return Int(exactly: value) ?? .max
  }
}

import Glibc

/// A hard memory limit for one or more child processes, enforced by the kernel.
///
/// Works with both cgroup versions wherever the caller may write there (root in a usual machine or
/// container). Set it as ``ProcessConfiguration/cgroup``: the process is inside before its first
/// instruction, so that the figures hold all of it. The group is removed with the last reference, and also
/// after this process was killed.
///
/// ## Caveats
/// The kernel counts page cache and mapped program code too, which it takes back under pressure; what
/// cannot be taken back is ``Usage/anonymous``.
public final class MemoryCgroup: Sendable {
  /// Figures of the group, all in bytes but the last.
  public struct Usage: Sendable, Hashable {
    /// Charged now, page cache included.
    public var current: UInt64
    /// The most that was ever charged; `nil` on kernels before 5.19 with cgroup version 2.
    public var peak: UInt64?
    /// Heap, stacks and other memory without a file behind it.
    public var anonymous: UInt64
    /// How often the kernel killed a process of the group because the limit was reached.
    public var kills: UInt64
  }

  /// Its directory in the cgroup file system.
  public let path: String
  /// The limit in bytes.
  public let limit: UInt64
  private let layout: CgroupLayout

  /// Makes a group with a hard limit in bytes. Swap is off in it where the kernel accounts for swap.
  ///
  /// - Throws: ``MemoryCgroupError/unavailable(_:)`` where no group can be made, with the reason.
  public init(limit: UInt64, name: String = "operatorkit") throws {
    let parent = try CgroupLayout.detect()
    self.limit = limit
    layout = parent.layout
    path = "\(parent.path)/\(name)-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    guard mkdir(path, 0o755) == 0 else {
      throw MemoryCgroupError.unavailable("no cgroup can be made in \(parent.path): \(errorText(errno))")
    }
    do {
      try Watchdog.shared().remove(cgroup: path)
      try writeFile("\(path)/\(layout.limitFile)", "\(limit)")
    } catch {
      rmdir(path)
      throw MemoryCgroupError.unavailable("the limit cannot be set: \(error)")
    }
    try? writeFile("\(path)/\(layout.swapFile)", layout == .version1 ? "\(limit)" : "0")
  }

  deinit { rmdir(path) }

  /// Why no group can be made here; `nil` if it can. For tests that need one.
  public static var unavailabilityReason: String? {
    do {
      _ = try MemoryCgroup(limit: 64 << 20)
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// The figures of this moment. They stay readable after the processes have ended.
  public func usage() -> Usage {
    Usage(
      current: number(in: layout.currentFile) ?? 0, peak: number(in: layout.peakFile),
      anonymous: field(layout.anonymousField, in: "memory.stat") ?? 0,
      kills: field("oom_kill", in: layout.eventsFile) ?? 0)
  }

  /// The arguments of a shell that enters the group and then becomes the program.
  func wrapping(program: String, arguments: [String]) -> [String] {
    ["sh", "-c", "echo 0 >\"$0\" && exec \"$@\"", "\(path)/cgroup.procs", program] + arguments
  }

  private func number(in file: String) -> UInt64? {
    readFile("\(path)/\(file)").flatMap { UInt64(trimmed($0)) }
  }

  private func field(_ name: String, in file: String) -> UInt64? {
    for line in readText("\(path)/\(file)")?.split(separator: "\n") ?? [] {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == name { return UInt64(words[1]) }
    }
    return nil
  }
}

/// Why a ``MemoryCgroup`` could not be made.
public enum MemoryCgroupError: Error, Sendable, CustomStringConvertible {
  /// Memory cgroups are missing here or closed to this user.
  case unavailable(String)

  public var description: String {
    switch self {
    case .unavailable(let reason): "memory limits are not available here: \(reason)"
    }
  }
}

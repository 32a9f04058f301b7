import Glibc

/// What to run, and how.
public struct ProcessConfiguration: Sendable {
  /// Where one of the output streams goes.
  public enum Output: Sendable {
    /// Kept for ``ChildProcess/standardOutput`` and ``ChildProcess/standardError``, in a file without a name.
    case captured
    /// Appended to the file at this path, which is created if missing.
    case file(String)
    /// The stream of the calling process.
    case inherited
    /// Thrown away.
    case discarded
  }

  /// What happens to the child when the calling process ends.
  public enum Lifetime: Sendable {
    /// It is killed, also when the caller was killed by `SIGKILL`.
    case boundToCaller
    /// It goes on.
    case independent
  }

  /// A path, or a name that is looked up in `PATH` and the system's `sbin` folders.
  public var executable: String
  /// The arguments, without the program's own name.
  public var arguments: [String]
  /// The whole environment of the child; the caller's own unless changed.
  public var environment: [String: String]
  /// The working directory; the caller's unless set.
  public var directory: String?
  /// What the child reads from its standard input.
  public var input: [UInt8] = []
  /// Where standard output goes.
  public var output: Output = .captured
  /// Where standard error goes.
  public var errorOutput: Output = .captured
  /// Whether the child outlives the caller.
  public var lifetime: Lifetime = .boundToCaller
  /// The memory limit under which the child starts, if any.
  public var cgroup: MemoryCgroup?

  /// Describes a run of `executable`.
  public init(
    _ executable: String, _ arguments: [String] = [], environment: [String: String] = currentEnvironment(),
    directory: String? = nil
  ) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }

  /// The environment of the calling process.
  public static func currentEnvironment() -> [String: String] {
    var result: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
      entry += 1
    }
    return result
  }

  /// The program and its first argument, for messages. Further arguments may hold secrets.
  var title: String {
    let name = executable.split(separator: "/").last.map(String.init) ?? executable
    guard let first = arguments.first, !first.hasPrefix("-"), first.utf8.count < 40 else { return name }
    return "\(name) \(first)"
  }
}

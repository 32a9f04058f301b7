import CLinuxProcess
import Glibc

/// Cleans up after this process, however it ends.
///
/// A small shell script holds the read end of a pipe whose only write end is in this process. The end
/// of the file tells it that this process is gone, by itself or by `SIGKILL`; then it kills its process
/// group, which all bound children joined, and removes the directories and cgroups it was told of.
/// `PR_SET_PDEATHSIG` would not do: it fires when the *thread* that forked ends, and Swift's threads come
/// and go.
final class Watchdog: Sendable {
  /// The group that children join in order to end with this process.
  let processGroup: pid_t
  private let pipe: Int32

  private static let instance = Result { () throws(ProcessError) in try Watchdog() }

  /// The one of this process, started when first asked for.
  static func shared() throws(ProcessError) -> Watchdog { try instance.get() }

  private init() throws(ProcessError) {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { throw .system(call: "pipe2", code: errno) }
    defer { close(ends[0]) }
    pipe = ends[1]
    let null = open("/dev/null", O_WRONLY | O_CLOEXEC)
    defer { close(null) }
    processGroup = try Spawn(
      path: "/bin/sh", arguments: ["sh", "-c", Self.script], environment: ["PATH": "/usr/bin:/bin"],
      directory: "/", descriptors: (ends[0], null, null), processGroup: 0
    ).start()
  }

  /// Removes this directory with everything in it once this process is gone.
  func remove(directory path: String) { tell("d\(path)") }

  /// Removes this cgroup once this process and its children are gone.
  func remove(cgroup path: String) { tell("c\(path)") }

  private func tell(_ line: String) {
    // One write of less than PIPE_BUF is atomic, so lines of several threads do not mix.
    let bytes = Array("\(line)\n".utf8)
    _ = bytes.withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) }
  }

  /// The helper in a session of its own survives the killing of the group; it says so before that begins.
  private static let script = #"""
    entries=
    while IFS= read -r line; do
      entries="$entries$line
    "
    done
    export entries
    setsid sh -c '
      echo detached
      exec >/dev/null
      tries=0
      while kill -s 0 -- "-$1" && [ $tries -lt 100 ]; do tries=$((tries + 1)); sleep 0.05; done
      printf %s "$entries" | while IFS= read -r entry; do
        case $entry in
          d*) rm -rf -- "${entry#d}" ;;
          c*) rmdir -- "${entry#c}" ;;
        esac
      done' cleaner $$ | { read -r answer; kill -s KILL 0; }
    """#
}

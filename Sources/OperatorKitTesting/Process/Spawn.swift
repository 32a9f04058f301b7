import CLinuxProcess
import Glibc

/// One call of `posix_spawn`, with everything that it needs in plain values.
struct Spawn {
  var path: String
  var arguments: [String]
  var environment: [String: String]
  var directory: String?
  /// The descriptors that become 0, 1 and 2 of the child; all others are closed.
  var descriptors: (Int32, Int32, Int32)
  /// `nil` stays in the caller's process group, 0 starts a new one, otherwise the group to join.
  var processGroup: pid_t?

  func start() throws(ProcessError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    try check("posix_spawn_file_actions_init", posix_spawn_file_actions_init(&actions))
    defer { posix_spawn_file_actions_destroy(&actions) }
    try fill(&actions)

    var attributes = posix_spawnattr_t()
    try check("posix_spawnattr_init", posix_spawnattr_init(&attributes))
    defer { posix_spawnattr_destroy(&attributes) }
    try fill(&attributes)

    var child: pid_t = 0
    let code = withCStrings(arguments) { argv in
      withCStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
        posix_spawn(&child, path, &actions, &attributes, argv, envp)
      }
    }
    try check("starting \(path)", code)
    return child
  }

  private func fill(_ actions: inout posix_spawn_file_actions_t) throws(ProcessError) {
    let pairs: [(Int32, Int32)] = [(descriptors.0, 0), (descriptors.1, 1), (descriptors.2, 2)]
    for (from, to) in pairs {
      try check("posix_spawn_file_actions_adddup2", posix_spawn_file_actions_adddup2(&actions, from, to))
    }
    // Descriptors without close-on-exec, opened by whatever else runs in this process, must not
    // leak: a child that holds the write end of the watchdog's pipe would never be cleaned up.
    try check("posix_spawn_file_actions_addclosefrom_np", posix_spawn_file_actions_addclosefrom_np(&actions, 3))
    if let directory {
      try check("posix_spawn_file_actions_addchdir_np", posix_spawn_file_actions_addchdir_np(&actions, directory))
    }
  }

  private func fill(_ attributes: inout posix_spawnattr_t) throws(ProcessError) {
    // Ignored and blocked signals are inherited; the caller may well ignore SIGPIPE.
    var signals = sigset_t()
    sigemptyset(&signals)
    try check("posix_spawnattr_setsigmask", posix_spawnattr_setsigmask(&attributes, &signals))
    sigfillset(&signals)
    try check("posix_spawnattr_setsigdefault", posix_spawnattr_setsigdefault(&attributes, &signals))
    var flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
    if let processGroup {
      try check("posix_spawnattr_setpgroup", posix_spawnattr_setpgroup(&attributes, processGroup))
      flags |= Int32(POSIX_SPAWN_SETPGROUP)
    }
    try check("posix_spawnattr_setflags", posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags)))
  }

  private func check(_ call: String, _ code: Int32) throws(ProcessError) {
    if code != 0 { throw .system(call: call, code: code) }
  }
}

/// Lends `strings` as the null-terminated array that `exec` wants.
private func withCStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return body(pointers)
}

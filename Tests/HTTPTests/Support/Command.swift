import Glibc

/// What went wrong with the means of a test, as opposed to what it tests.
struct FixtureError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Programs that tests need.
enum Command {
  /// Runs a program to its end.
  ///
  /// - Throws: ``FixtureError`` when it is missing or fails; tests must not pass without it.
  static func run(_ arguments: [String]) throws {
    let process = try spawn(arguments, input: nil)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw FixtureError("\(arguments.joined(separator: " ")) failed with \(status)") }
  }

  /// Starts a program, found by PATH and the system folders.
  static func spawn(_ arguments: [String], input: Int32?) throws -> pid_t {
    guard let name = arguments.first, let path = locate(name) else {
      throw FixtureError("\(arguments.first ?? "?") is not installed; these tests need nginx-light and openssl")
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input { posix_spawn_file_actions_adddup2(&actions, input, 0) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    // Threads of Swift's pool block signals, and a program inherits that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var pointers = arguments.map { strdup($0) }
    defer { pointers.forEach { free($0) } }
    pointers.append(nil)
    var process = pid_t()
    let failure = posix_spawn(&process, path, &actions, &attributes, pointers, environ)
    guard failure == 0 else { throw FixtureError("\(path): \(String(cString: strerror(failure)))") }
    return process
  }

  private static func locate(_ name: String) -> String? {
    if name.hasPrefix("/") { return name }
    let folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
    return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }
}

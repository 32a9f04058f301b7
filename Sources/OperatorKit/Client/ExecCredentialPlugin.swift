import Glibc
import JSON

/// A program that prints credentials (`client.authentication.k8s.io`), as kubeconfigs of managed clusters name them.
///
/// Only made where the caller allows it: see ``Kubeconfig/Trust``.
public struct ExecCredentialPlugin: Sendable {
  package let command: String
  let arguments: [String]
  let environment: [(String, String)]
  let apiVersion: String

  init(_ json: JSONValue) throws {
    guard let command = json["command"]?.stringValue, !command.isEmpty else {
      throw ClientConfigurationError("kubeconfig names a credential plugin without a command")
    }
    self.command = command
    arguments = (json["args"]?.arrayValue ?? []).compactMap(\.stringValue)
    environment = (json["env"]?.arrayValue ?? []).compactMap { entry in
      guard let name = entry["name"]?.stringValue, let value = entry["value"]?.stringValue else { return nil }
      return (name, value)
    }
    apiVersion = json["apiVersion"]?.stringValue ?? "client.authentication.k8s.io/v1"
  }

  /// Runs the program and reads the token off its answer. Blocks: call it on a thread of its own.
  func run() throws -> (token: String, expires: Timestamp?) {
    let output = try execute()
    guard let json = try? JSONValue(parsing: output), let token = json[path: "status", "token"]?.stringValue else {
      throw ClientConfigurationError("credential plugin '\(command)' printed no token")
    }
    return (token, json[path: "status", "expirationTimestamp"]?.stringValue.flatMap(Timestamp.init))
  }

  private func execute() throws -> [UInt8] {
    var pipes: [Int32] = [0, 0]
    guard pipe(&pipes) == 0 else { throw failure("no pipe: \(errno)") }
    for descriptor in pipes { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    defer { close(pipes[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipes[1], 1)

    let info =
      #"KUBERNETES_EXEC_INFO={"apiVersion":"\#(apiVersion)","kind":"ExecCredential","spec":{"interactive":false}}"#
    let variables = inheritedEnvironment() + environment.map { "\($0)=\($1)" } + [info]
    var process: pid_t = 0
    let result = withCStrings([command] + arguments) { argv in
      withCStrings(variables) { envp in posix_spawnp(&process, command, &actions, nil, argv, envp) }
    }
    close(pipes[1])
    guard result == 0 else { throw failure(String(cString: strerror(result))) }
    let output = readAll(pipes[0])
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw failure("it ended with status \(status >> 8)") }
    return output
  }

  private func failure(_ why: String) -> ClientConfigurationError {
    ClientConfigurationError("credential plugin '\(command)' failed: \(why)")
  }

  private func readAll(_ descriptor: Int32) -> [UInt8] {
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while result.count < 1 << 20 {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      result.append(contentsOf: chunk.prefix(count))
    }
    return result
  }

  private func inheritedEnvironment() -> [String] {
    var result: [String] = []
    var entry = environ
    while let text = entry.pointee {
      result.append(String(cString: text))
      entry += 1
    }
    return result
  }

  private func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let pointers = strings.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
  }
}

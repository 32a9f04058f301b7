import Glibc
import Testing

/// A directory of its own for one test, gone when the test is.
final class Workspace: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/git-test-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.flatMap { mkdtemp($0) } != nil }
    try #require(made)
    path = template.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { String(cString: $0) } ?? "" }
  }

  deinit {
    _ = try? shell("rm -rf '\(path)'")
  }

  /// Runs a command in the directory, without anybody's Git configuration, and returns what it printed.
  @discardableResult
  func shell(_ command: String) throws -> String {
    let environment = """
      export HOME='\(path)' GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=C \
      GIT_COMMITTER_EMAIL=c@example.com LC_ALL=C.UTF-8
      """
    let pipe = try #require(popen("\(environment); cd '\(path)' && { set -e\n\(command)\n} 2>&1", "re"))
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[0..<count] }
    let status = pclose(pipe)
    try #require(status == 0, "\(command): \(String(decoding: output, as: UTF8.self))")
    return String(decoding: output, as: UTF8.self)
  }

  /// The single line that a command prints.
  func line(_ command: String) throws -> String {
    String(try shell(command).split(separator: "\n").first ?? "")
  }

  func write(_ name: String, _ content: [UInt8]) throws {
    let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var offset = 0
    while offset < content.count {
      let written = content.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: offset), $0.count - offset)
      }
      try #require(written > 0)
      offset += written
    }
  }

  func read(_ name: String) throws -> [UInt8] {
    let descriptor = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
    try #require(descriptor >= 0, "\(name) exists")
    defer { close(descriptor) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = Glibc.read(descriptor, &buffer, buffer.count), count > 0 { content += buffer[0..<count] }
    return content
  }

  func directory(_ name: String) throws -> String {
    try shell("mkdir -p '\(name)'")
    return "\(path)/\(name)"
  }
}

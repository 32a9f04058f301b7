import Glibc
import Testing

/// A directory of its own for one test, gone when the test is.
final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/archive-test-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in buffer.baseAddress.flatMap { mkdtemp($0) } != nil }
    try #require(made)
    path = template.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { String(cString: $0) } ?? "" }
  }

  deinit {
    _ = try? shell("rm -rf '\(path)'")
  }

  /// Runs a command in the directory and returns what it printed.
  @discardableResult
  func shell(_ command: String) throws -> String {
    let pipe = try #require(popen("cd '\(path)' && { \(command)\n} 2>&1", "r"))
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[0..<count] }
    let status = pclose(pipe)
    try #require(status == 0, "\(command): \(String(decoding: output, as: UTF8.self))")
    return String(decoding: output, as: UTF8.self)
  }

  func write(_ name: String, _ content: [UInt8]) throws {
    let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
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
    let descriptor = open("\(path)/\(name)", O_RDONLY)
    try #require(descriptor >= 0, "\(name) exists")
    defer { close(descriptor) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = Glibc.read(descriptor, &buffer, buffer.count), count > 0 { content += buffer[0..<count] }
    return content
  }

  func exists(_ name: String) -> Bool {
    var status = stat()
    return lstat("\(path)/\(name)", &status) == 0
  }

  func mode(_ name: String) -> mode_t {
    var status = stat()
    return lstat("\(path)/\(name)", &status) == 0 ? status.st_mode & 0o7777 : 0
  }
}

import Glibc

/// A temporary folder that is gone with its last reference.
final class Scratch: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/flux-http-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw FixtureError("no temporary folder") }
    path = String(cString: made)
  }

  deinit {
    try? Command.run(["rm", "-rf", path])
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult
  func write(_ name: String, _ content: some Collection<UInt8>) throws -> String {
    let path = file(name)
    guard let stream = fopen(path, "w") else { throw FixtureError("cannot write \(path)") }
    defer { fclose(stream) }
    let bytes = Array(content)
    guard fwrite(bytes, 1, bytes.count, stream) == bytes.count else { throw FixtureError("cannot write \(path)") }
    return path
  }

  func makeDirectory(_ name: String) throws {
    guard mkdir(file(name), 0o755) == 0 else { throw FixtureError("cannot make \(name)") }
  }

  func read(_ name: String) throws -> [UInt8] {
    guard let stream = fopen(file(name), "r") else { throw FixtureError("cannot read \(name)") }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&block, 1, block.count, stream)
      guard count > 0 else { return bytes }
      bytes.append(contentsOf: block[..<count])
    }
  }
}

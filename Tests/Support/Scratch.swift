import FileTree
public import Glibc

/// A directory of its own for one test, gone with its last reference.
public final class Scratch: Sendable {
  public let path: String
  private let environment: [String: String]

  /// - Parameter environment: what commands see beside this process's variables; `$SCRATCH` stands for the directory.
  public init(environment: [String: String] = [:]) throws {
    var template = Array("/tmp/flux-swift-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw ScratchError("no temporary directory: \(String(cString: strerror(errno)))")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    self.environment = environment
  }

  deinit { try? DirectoryTree.remove(path) }

  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Makes a directory in it, with those above, and returns its path.
  @discardableResult
  public func directory(_ name: String) throws -> String {
    var made = path
    for part in name.split(separator: "/") {
      made += "/" + part
      guard mkdir(made, 0o755) == 0 || errno == EEXIST else { throw ScratchError("cannot make \(made)") }
    }
    return made
  }

  /// Writes a file, makes the directories above it, and returns its path.
  @discardableResult
  public func write(_ name: String, _ content: some Collection<UInt8>) throws -> String {
    if let slash = name.lastIndex(of: "/") { try directory(String(name[..<slash])) }
    try writeFile(file(name), Array(content))
    return file(name)
  }

  @discardableResult
  public func write(_ name: String, _ text: String) throws -> String { try write(name, text.utf8) }

  public func read(_ name: String) throws -> [UInt8] {
    guard let stream = fopen(file(name), "re") else { throw ScratchError("cannot read \(file(name))") }
    defer { fclose(stream) }
    return readAll(stream)
  }

  public func exists(_ name: String) -> Bool {
    var status = stat()
    return lstat(file(name), &status) == 0
  }

  /// The permission bits; 0 when there is no such file.
  public func mode(_ name: String) -> mode_t {
    var status = stat()
    return lstat(file(name), &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  /// Runs commands in the directory until one fails, and returns what they printed. Throws when one fails.
  @discardableResult
  public func shell(_ commands: String) throws -> String {
    let variables = environment.sorted { $0.key < $1.key }.map { "export \($0.key)=\"\($0.value)\"\n" }.joined()
    let script = "cd '\(path)' && { SCRATCH='\(path)'\n\(variables)set -e\n\(commands)\n} 2>&1"
    guard let pipe = popen(script, "re") else { throw ScratchError("cannot start a shell") }
    let output = String(decoding: readAll(pipe), as: UTF8.self)
    guard pclose(pipe) == 0 else { throw ScratchError("\(commands): \(output)") }
    return output
  }

  /// The first line that commands print.
  public func line(_ commands: String) throws -> String {
    String(try shell(commands).split(separator: "\n").first ?? "")
  }

  private func readAll(_ stream: UnsafeMutablePointer<FILE>) -> [UInt8] {
    var content: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 << 10)
    while case let count = fread(&block, 1, block.count, stream), count > 0 { content += block[..<count] }
    return content
  }
}

func writeFile(_ path: String, _ bytes: [UInt8]) throws {
  guard let stream = fopen(path, "we") else { throw ScratchError("cannot write \(path)") }
  let isWhole = fwrite(bytes, 1, bytes.count, stream) == bytes.count
  guard fclose(stream) == 0, isWhole else { throw ScratchError("cannot write \(path)") }
}

/// What went wrong with the means of a test, as opposed to what it tests.
public struct ScratchError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

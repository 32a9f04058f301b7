import Glibc
import JSON
import Kustomize

/// Programs and files of the machine that some tests compare with.
enum Tools {
  /// The real kustomize: `KUBECTL_KUSTOMIZE` or the first `kubectl` that is there. It must be version 5.8 to agree.
  static let kubectl: String? = {
    if let named = environment("KUBECTL_KUSTOMIZE") { return named }
    let directories = (environment("PATH") ?? "").split(separator: ":").map(String.init)
    return directories.map { $0 + "/kubectl" }.first { access($0, X_OK) == 0 }
  }()

  /// Whether the real kustomize is there and new enough.
  static let hasOracle: Bool = {
    guard let kubectl, let result = run([kubectl, "version", "--client"]) else { return false }
    return result.status == 0 && String(decoding: result.output, as: UTF8.self).contains("Kustomize Version: v5.8")
  }()

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The content of a file; `nil` when it cannot be read.
  static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  /// Runs a program and waits for it.
  static func run(_ arguments: [String]) -> (status: Int32, output: [UInt8])? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var pid: pid_t = 0
    var argv = arguments.map { strdup($0) } + [nil]
    defer { for pointer in argv { free(pointer) } }
    let path = arguments.first ?? ""
    let status = posix_spawn(&pid, path, &actions, nil, &argv, environ)
    close(ends[1])
    defer { close(ends[0]) }
    guard status == 0 else { return nil }
    let output = drain(ends[0])
    var exit: Int32 = 0
    while waitpid(pid, &exit, 0) < 0 && errno == EINTR {}
    return (exit >> 8 & 0xFF, output)
  }

  private static func drain(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}

/// A directory that is removed with everything in it at the end.
final class TemporaryDirectory {
  let path: String

  init(_ files: [(path: String, bytes: [UInt8])]) throws {
    var template = Array("/tmp/kustomize-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw KustomizeError("no temporary directory") }
    path = String(cString: made)
    for file in files { try write(file.bytes, to: file.path) }
  }

  private func write(_ bytes: [UInt8], to relative: String) throws {
    var directory = path
    for part in relative.split(separator: "/").dropLast() where part != "." {
      directory += "/" + part
      mkdir(directory, 0o755)
    }
    guard let file = fopen(path + "/" + relative, "wb") else { throw KustomizeError("cannot write \(relative)") }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  deinit { Self.removeAll(path) }

  private static func removeAll(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR, let stream = opendir(path) {
      var names: [String] = []
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
      }
      closedir(stream)
      for name in names { removeAll(path + "/" + name) }
    }
    remove(path)
  }
}

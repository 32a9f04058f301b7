import Glibc
import Kustomize

/// Files of the machine that some tests compare with.
enum Tools {
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
}

/// A directory that is removed with everything in it at the end.
final class SampleDirectory {
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

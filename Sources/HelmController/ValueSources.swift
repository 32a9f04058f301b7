import Glibc
import Helm

/// Values from files and assignments, in the order in which Helm applies them: files, then `--set-json`, `--set`,
/// `--set-string`, `--set-file`, `--set-literal`.
struct ValueSources {
  private let flags: TemplateFlags

  init(_ flags: TemplateFlags) { self.flags = flags }

  func values() throws -> Values {
    var values = Values()
    for path in flags.list("values") {
      let bytes = try Self.read(path)
      do throws(HelmError) {
        values.merge(try Values(yaml: bytes))
      } catch {
        throw HelmError(.values, "failed to parse \(path): \(error.message)")
      }
    }
    let read: @Sendable (String) throws(HelmError) -> [UInt8] = { (path) throws(HelmError) in try Self.read(path) }
    for syntax in [SetSyntax.json, .typed, .string, .file(read), .literal] {
      for text in flags.all(String(syntax.flag.dropFirst(2))) {
        do throws(HelmError) {
          try values.set(text, as: syntax)
        } catch {
          // Helm does not say what is wrong with JSON.
          if case .json = syntax {
            let isObject = error.message.hasPrefix("JSON: ")
            throw HelmError(.values, "failed parsing --set-json data \(isObject ? "JSON: " : "")\(text)")
          }
          throw HelmError(.values, "failed parsing \(syntax.flag) data: \(error.message)")
        }
      }
    }
    return values
  }

  private static func read(_ path: String) throws(HelmError) -> [UInt8] {
    let isInput = path == "-"
    let file = isInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      let reason = String(cString: strerror(errno))
      throw HelmError(.values, "open \(path): \(reason.prefix(1).lowercased())\(reason.dropFirst())")
    }
    defer { if !isInput { close(file) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw HelmError(.values, "read \(path): \(String(cString: strerror(errno)))") }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}

/// Paths of the disk.
enum DiskPath {
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }
}

import ControllerSupport
import Glibc
import Helm

/// A folder that templates are written to, each document behind those of its template that were there before.
struct OutputFolder {
  private let path: String
  private var written: Set<String> = []

  init(_ path: String) { self.path = path }

  /// Writes a document and says so.
  mutating func write(_ document: ArraySlice<UInt8>, to name: String) throws(HelmError) {
    let file = "\(path)/\(name)"
    try Self.makeFolders(above: file)
    let mode = written.insert(name).inserted ? O_CREAT | O_TRUNC : O_APPEND
    let descriptor = open(file, O_WRONLY | O_CLOEXEC | mode, 0o666)
    guard descriptor >= 0 else { throw Self.failure("open", file) }
    defer { close(descriptor) }
    let stream = StandardStream(descriptor: descriptor)
    stream.write("---\n# Source: \(name)\n")
    stream.write(document)
    stream.write("\n")
    StandardStream.output.write("wrote \(file)\n")
  }

  private static func makeFolders(above file: String) throws(HelmError) {
    var folder = file.hasPrefix("/") ? "/" : ""
    for part in file.split(separator: "/").dropLast() {
      folder += folder.isEmpty || folder.hasSuffix("/") ? String(part) : "/\(part)"
      if mkdir(folder, 0o755) != 0, errno != EEXIST { throw failure("mkdir", folder) }
    }
  }

  private static func failure(_ call: String, _ path: String) -> HelmError {
    let reason = String(cString: strerror(errno))
    return HelmError(.chart, "\(call) \(path): \(reason.prefix(1).lowercased())\(reason.dropFirst())")
  }
}

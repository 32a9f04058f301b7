import Archive
import Digests
import Glibc
import Helm
import OperatorKitTesting

/// A folder with charts, written by a test and gone at its end.
struct ChartFiles {
  let directory: TemporaryDirectory
  var path: String { directory.path }

  /// Writes files by their paths.
  init(_ files: [String: String] = [:]) throws {
    directory = try TemporaryDirectory()
    for (name, text) in files { try write(name, text) }
  }

  /// Writes one file, with the folders above it.
  func write(_ name: String, _ text: String) throws {
    var folder = path
    for part in name.split(separator: "/").dropLast() {
      folder += "/\(part)"
      mkdir(folder, 0o755)
    }
    guard let file = fopen("\(path)/\(name)", "wb") else { throw HelmError(.chart, "cannot write \(name)") }
    let bytes = Array(text.utf8)
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }
}

/// A `.tgz` with these files, in their order.
func archive(_ files: [(name: String, text: String)], at path: String) throws {
  try writeArchive(files.map { ($0.name, Array($0.text.utf8)) }, at: path)
}

/// A `.tgz` with these files, in their order.
func writeArchive(_ files: [(name: String, bytes: [UInt8])], at path: String) throws {
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  defer { close(file) }
  let writer = try ArtifactWriter(fileDescriptor: file)
  for (name, bytes) in files { try writer.file(Array(name.utf8), content: bytes) }
  _ = try writer.finish()
}

/// The content of a file.
func readAll(_ path: String) throws -> [UInt8] {
  guard let file = fopen(path, "rb") else { throw HelmError(.chart, "cannot read \(path)") }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { return bytes }
    bytes += buffer[..<count]
  }
}

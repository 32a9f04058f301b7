import Glibc

/// A directory that is gone when the test is.
final class ScratchDirectory {
  let path: String

  init() throws {
    var template = Array("/tmp/observe-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw CancellationError() }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func write(_ name: String, _ text: String) {
    var directory = path
    for part in name.split(separator: "/").dropLast() {
      directory += "/" + part
      mkdir(directory, 0o700)
    }
    let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    _ = Glibc.write(descriptor, text, text.utf8.count)
    close(descriptor)
  }

  deinit { ScratchDirectory.delete(path) }

  private static func delete(_ path: String) {
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name != ".", name != ".." { delete(path + "/" + name) }
      }
      closedir(directory)
    }
    remove(path)
  }
}

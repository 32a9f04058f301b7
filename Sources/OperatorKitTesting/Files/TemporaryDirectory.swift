import FileTree
import Glibc

/// A directory for the time of a test. Removed with everything in it when the last reference is
/// dropped, and also when this process is killed.
public final class TemporaryDirectory: Sendable {
  /// The absolute path.
  public let path: String

  /// Makes an empty directory, in memory where there is room for that.
  ///
  /// - Throws: ``ProcessError`` if the system refuses.
  public init(prefix: String = "operatorkit") throws {
    var template = Array("\(Self.base())/\(prefix)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw ProcessError.system(call: "making a temporary directory", code: errno)
    }
    path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    try Watchdog.shared().remove(directory: path)
  }

  deinit { removeTree(path) }

  /// Removes the directory now.
  public func remove() { removeTree(path) }

  /// A file in it, with this content.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    let file = "\(path)/\(name)"
    try writeFile(file, text)
    return file
  }

  /// `/dev/shm` if it has a gigabyte to spare: etcd and the API server then wait for no disk.
  private static func base() -> String {
    var information = statvfs()
    if access("/dev/shm", W_OK) == 0, statvfs("/dev/shm", &information) == 0,
      UInt64(information.f_bavail).multipliedReportingOverflow(by: UInt64(information.f_frsize)).partialValue > 1 << 30
    {
      return "/dev/shm"
    }
    return ProcessConfiguration.currentEnvironment()["TMPDIR"] ?? "/tmp"
  }
}

/// Removes a directory with everything in it, following no link. What cannot be removed is left.
func removeTree(_ path: String) {
  if unlink(path) == 0 || errno == ENOENT { return }
  try? DirectoryTree.remove(path)
}

/// The names in a directory, without `.` and `..`.
func entries(of path: String) -> [String] {
  guard let directory = opendir(path) else { return [] }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}

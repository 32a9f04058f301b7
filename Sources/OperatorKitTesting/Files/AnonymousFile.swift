import Glibc

/// A file without a name, gone when the last descriptor is closed: takes the output of a child of any
/// length without a thread that drains a pipe.
final class AnonymousFile: Sendable {
  let descriptor: Int32

  init(containing bytes: [UInt8] = []) throws(ProcessError) {
    var template = Array("/tmp/operatorkit-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .system(call: "mkstemp in /tmp", code: errno) }
    unlink(&template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    guard writeAll(bytes, to: descriptor), lseek(descriptor, 0, SEEK_SET) == 0 else {
      let code = errno
      close(descriptor)
      throw .system(call: "writing to /tmp", code: code)
    }
    // The child shares the file offset; appending keeps its writes and our reads independent of it.
    if bytes.isEmpty { _ = fcntl(descriptor, F_SETFL, O_RDWR | O_APPEND) }
  }

  deinit { close(descriptor) }

  /// All that is in it now.
  func contents() -> [UInt8] { readAll(descriptor) { pread($0, $1, $2, $3) } }
}

import Glibc

/// An open regular file to be sent. What was opened is what is sent, whatever happens to its name meanwhile.
public final class ServedFile: Sendable {
  /// Length in bytes when it was opened.
  public let size: Int
  /// Seconds since 1970.
  public let modified: Int
  /// A strong validator made of modification time and length.
  public let entityTag: String

  private let descriptor: Int32

  /// Opens by path; `nil` unless it is a regular file.
  convenience init?(path: String) {
    // Without O_NONBLOCK a named pipe would block.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    self.init(owning: descriptor)
  }

  /// Takes over a descriptor, and closes it if it is no regular file.
  init?(owning descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    size = Int(status.st_size)
    modified = status.st_mtim.tv_sec
    let nanoseconds =
      UInt64(bitPattern: Int64(modified)) &* 1_000_000_000 &+ UInt64(truncatingIfNeeded: status.st_mtim.tv_nsec)
    entityTag = "\"\(String(nanoseconds, radix: 16))-\(String(size, radix: 16))\""
  }

  deinit { close(descriptor) }

  /// Up to `count` bytes from an offset; `nil` when nothing can be read there.
  func read(at offset: Int, count: Int) -> [UInt8]? {
    var got = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      got = pread(descriptor, buffer.baseAddress, count, offset)
      filled = max(0, got)
    }
    return got > 0 ? bytes : nil
  }
}

import Glibc

/// Memory for the content of one object. Large ones live in a file without a name, whose pages the kernel can
/// write out when memory is short; anonymous memory it cannot.
package final class ObjectBuffer {
  /// Objects above this many bytes go into a file.
  package static let heapLimit = 2 << 20

  package let bytes: UnsafeMutableRawBufferPointer
  private let isMapped: Bool

  package var contents: UnsafeRawBufferPointer { UnsafeRawBufferPointer(bytes) }

  /// - Parameter directory: Where the file is made.
  /// - Throws: ``PackError/system(operation:path:errno:)``, for a full disk too: the space is reserved first,
  ///   because a page that cannot be written would end the process.
  init(_ count: Int, spillingInto directory: String) throws(PackError) {
    isMapped = count > Self.heapLimit
    guard isMapped else {
      bytes = .allocate(byteCount: count, alignment: 16)
      return
    }
    let file = open(directory, O_RDWR | Self.temporaryFile | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .system(operation: "create temporary file in", path: directory, errno: errno) }
    defer { close(file) }
    let status = posix_fallocate(file, 0, off_t(count))
    guard status == 0 else { throw .system(operation: "reserve space in", path: directory, errno: status) }
    let address = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
    guard let address, address != MAP_FAILED else {
      throw .system(operation: "map temporary file in", path: directory, errno: errno)
    }
    bytes = UnsafeMutableRawBufferPointer(start: address, count: count)
  }

  deinit {
    if isMapped { munmap(bytes.baseAddress, bytes.count) } else { bytes.deallocate() }
  }

  /// O_TMPFILE, a macro that Swift does not import.
  private static let temporaryFile = Int32(0o20000000) | O_DIRECTORY
}

import Glibc

/// The body of a request while it is sent.
final class UploadSource {
  /// Why a body cannot be read.
  enum Failure: Error, CustomStringConvertible {
    case unreadable(path: String, errno: Int32)
    case notAFile(path: String)
    case shrunk

    var description: String {
      switch self {
      case .unreadable(let path, let code): "the body's file \(path) cannot be read: \(String(cString: strerror(code)))"
      case .notAFile(let path): "\(path) is not a regular file"
      case .shrunk: "the body's file became shorter while it was sent"
      }
    }
  }

  private enum Source {
    case bytes([UInt8])
    case file(descriptor: Int32)
  }

  /// Length of the whole body in bytes.
  let count: Int
  private let source: Source
  private var offset = 0

  init(bytes: [UInt8]) {
    source = .bytes(bytes)
    count = bytes.count
  }

  init(path: String) throws(Failure) {
    // Without O_NONBLOCK a named pipe would hold up the thread of all transfers.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path: path, errno: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .notAFile(path: path)
    }
    source = .file(descriptor: descriptor)
    count = Int(status.st_size)
  }

  deinit {
    if case .file(let descriptor) = source { close(descriptor) }
  }

  /// Copies the next bytes; 0 at the end.
  func read(into room: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    let wanted = min(room.count, count - offset)
    guard wanted > 0, let start = room.baseAddress else { return 0 }
    switch source {
    case .bytes(let bytes):
      bytes.withUnsafeBytes { all in
        guard let base = all.baseAddress else { return }
        start.copyMemory(from: base + offset, byteCount: wanted)
      }
      offset += wanted
      return wanted
    case .file(let descriptor):
      let got = pread(descriptor, start, wanted, offset)
      guard got > 0 else { throw .shrunk }
      offset += got
      return got
    }
  }

  /// Goes to another place; `false` if it lies outside.
  func seek(to position: Int) -> Bool {
    guard position >= 0, position <= count else { return false }
    offset = position
    return true
  }
}

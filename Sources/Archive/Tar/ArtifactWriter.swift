public import Digests
import Glibc

/// Writes a `.tar.gz` to a file descriptor and computes its digest and size on the way.
///
/// Calls block on the disk: use it on a thread that may wait. Not `Sendable`; one owner at a time.
public final class ArtifactWriter {
  /// What ``finish()`` found out about the file.
  public struct Summary: Sendable, Equatable {
    /// Digest of the compressed file.
    public let digest: Digest
    /// Length of the compressed file in bytes.
    public let size: UInt64
  }

  private var tar: TarWriter
  private let deflater: Deflater
  private let file: HashingFile

  /// - Parameters:
  ///   - fileDescriptor: Open for writing; it stays the caller's.
  ///   - level: gzip level, 1 to 9.
  public init(fileDescriptor: Int32, algorithm: DigestAlgorithm = .sha256, level: Int32 = 6) throws {
    let file = HashingFile(fileDescriptor, algorithm)
    let deflater = try Deflater(.gzip, level: level)
    self.file = file
    self.deflater = deflater
    tar = TarWriter { bytes in try deflater.write(bytes, to: file.write) }
  }

  /// Adds a directory, the root being `.`.
  public func directory(_ path: [UInt8]) throws { try tar.directory(path) }

  /// Begins a file of exactly `size` bytes; see ``append(_:)`` and ``finishFile()``.
  public func beginFile(_ path: [UInt8], size: UInt64, executable: Bool) throws {
    try tar.beginFile(path, size: size, executable: executable)
  }

  /// Adds content to the file begun last.
  public func append(_ bytes: UnsafeRawBufferPointer) throws { try tar.append(bytes) }

  /// Ends the file begun last.
  public func finishFile() throws { try tar.finishFile() }

  /// Adds a whole file that is in memory.
  public func file(_ path: [UInt8], executable: Bool = false, content: [UInt8]) throws {
    try beginFile(path, size: UInt64(content.count), executable: executable)
    try content.withUnsafeBytes { try append($0) }
    try finishFile()
  }

  /// Ends the archive. The file is complete, but neither synced nor closed.
  public func finish() throws -> Summary {
    try tar.finish()
    try deflater.finish(to: file.write)
    return Summary(digest: file.digest.finishDigest(), size: file.size)
  }
}

/// A file descriptor that hashes and counts what goes through it.
private final class HashingFile {
  let descriptor: Int32
  let digest: StreamingDigest
  var size: UInt64 = 0

  init(_ descriptor: Int32, _ algorithm: DigestAlgorithm) {
    self.descriptor = descriptor
    digest = StreamingDigest(algorithm)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    digest.update(bytes)
    size &+= UInt64(bytes.count)
    try writeAll(bytes, to: descriptor, entry: "artifact")
  }
}

/// Writes all of `bytes`, resuming after signals and short writes.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, entry: @autoclosure () -> String) throws {
  var offset = 0
  while offset < bytes.count {
    let written = write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
    if written < 0 {
      if errno == EINTR { continue }
      throw ArchiveError.system(operation: "write", entry: entry(), errno: errno)
    }
    offset += written
  }
}

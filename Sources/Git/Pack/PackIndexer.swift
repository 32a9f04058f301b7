import Glibc

/// A pack on disk together with its index.
public struct FetchedPack: Sendable, Equatable {
  public let format: ObjectFormat
  public let packPath: String
  public let indexPath: String
  public let objectCount: Int
  /// Bytes of the pack.
  public let size: UInt64
}

/// Takes a pack as it arrives, checks it from the first byte to the last, and writes it and its index.
///
/// Blocks on the disk. Memory grows by about 40 bytes an object; contents stream through or, where deltas
/// rest on them, are kept within a limit.
package final class PackIndexer {
  private var scanner: PackScanner
  private let file: Int32
  private let directory: String
  private let packPath: String
  private let limits: PackLimits

  /// - Parameter directory: An existing directory, which gets `fetched.pack` and `fetched.idx`.
  /// - Throws: ``PackError/system(operation:path:errno:)``.
  package init(_ format: ObjectFormat, into directory: String, limits: PackLimits = PackLimits()) throws {
    packPath = directory + "/fetched.pack"
    file = open(packPath, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw PackError.system(operation: "create", path: packPath, errno: errno) }
    self.directory = directory
    self.limits = limits
    do { scanner = try PackScanner(format, file: file, path: packPath, limits: limits) } catch {
      close(file)
      throw error
    }
  }

  deinit {
    close(file)
  }

  package func feed(_ bytes: UnsafeRawBufferPointer) throws {
    try scanner.feed(bytes)
  }

  /// Resolves what is stored as deltas and writes the index.
  ///
  /// - Parameter isCancelled: Asked often; when true, the work ends with a `CancellationError`.
  package func finish(isCancelled: @escaping () -> Bool = { false }) throws -> FetchedPack {
    try scanner.finish()
    let format = scanner.table.format
    let pack = try PackFile(format, descriptor: file, path: packPath)
    var resolver = DeltaResolver(
      scanner.table, pack, limits: limits, inflatedBytes: scanner.inflatedBytes, spillingInto: directory,
      isCancelled: isCancelled)
    try resolver.run()
    let indexPath = directory + "/fetched.idx"
    try IndexWriter.write(resolver.table, packChecksum: scanner.trailer, to: indexPath)
    return FetchedPack(
      format: format, packPath: packPath, indexPath: indexPath, objectCount: resolver.table.count,
      size: scanner.received)
  }
}

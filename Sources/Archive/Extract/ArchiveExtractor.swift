import Glibc

/// Unpacks a tar archive, gzipped or plain, into a directory while it arrives.
///
/// Push bytes with ``feed(_:)-([UInt8])``, then call ``finish()``. Regular files and directories are
/// created beneath the directory and nowhere else; paths that lead out, hard links, devices and whatever
/// exceeds the limits end the extraction with an ``ArchiveError`` that names the entry. Files get mode
/// 0600 or 0700, directories 0700. Calls block on the disk. Not `Sendable`; one owner at a time.
public final class ArchiveExtractor {
  /// How the tar archive is wrapped.
  public enum Compression: Sendable {
    case gzip
    case none
  }

  private var gzip: GzipReader?
  private var parser: TarParser
  private let files: FileCreator
  private let limits: ExtractionLimits
  private var failed = false

  /// - Parameters:
  ///   - directory: An existing directory.
  ///   - subPath: When given, only entries at or beneath this path are unpacked, under their full names.
  public init(
    into directory: String, compression: Compression = .gzip, limits: ExtractionLimits = ExtractionLimits(),
    symbolicLinks: SymbolicLinkPolicy = .skip, subPath: String? = nil
  ) throws {
    self.limits = limits
    gzip = compression == .gzip ? try GzipReader() : nil
    parser = TarParser(maxMetadataBytes: limits.maxMetadataBytes)
    let filter = try subPath.map { try EntryPath.components(Array($0.utf8), limits) }
    files = FileCreator(try ExtractionRoot(directory), limits, symbolicLinks, beneath: filter ?? [])
  }

  /// Takes the next bytes of the archive.
  ///
  /// - Throws: ``ArchiveError``; the extractor is of no use afterwards.
  public func feed(_ bytes: UnsafeRawBufferPointer) throws {
    guard gzip != nil else { return try parser.feed(bytes, files) }
    try gzip?.feed(bytes, to: { try self.parser.feed($0, self.files) }, check: limits.checkRatio)
  }

  /// Takes the next bytes of the archive.
  public func feed(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try feed($0) }
  }

  /// Says that all bytes have been fed.
  ///
  /// - Throws: ``ArchiveError/truncated(entry:)`` when the archive is not complete.
  public func finish() throws -> ExtractionSummary {
    if let gzip, !gzip.isComplete {
      try parser.finish(requiresEndMark: false)
      throw ArchiveError.truncated(entry: nil)
    }
    // A complete gzip stream proves that nothing is missing, so that a lazy writer's archive may pass.
    try parser.finish(requiresEndMark: gzip == nil)
    return files.summary
  }

  /// Unpacks everything that can be read from a file descriptor, from its current position on.
  public func extract(from fileDescriptor: Int32) throws -> ExtractionSummary {
    let buffer = OutputBuffer(64 << 10)
    while true {
      let count = read(fileDescriptor, buffer.bytes.baseAddress, buffer.bytes.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw ArchiveError.system(operation: "read", entry: "archive", errno: errno)
      }
      if count == 0 { return try finish() }
      try feed(UnsafeRawBufferPointer(rebasing: buffer.bytes[0..<count]))
    }
  }
}

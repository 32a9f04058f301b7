/// Walks through the entries of a `.tar.gz` that is pushed in pieces, with a limit on how far it may unfold.
///
/// The visitor judges paths, kinds and sizes; nothing is written anywhere.
package final class TarGzipReader {
  private var gzip: GzipReader
  private var parser: TarParser
  private let limits: ExtractionLimits

  package init(limits: ExtractionLimits) throws {
    self.limits = limits
    gzip = try GzipReader()
    parser = TarParser(maxMetadataBytes: limits.maxMetadataBytes)
  }

  /// - Throws: ``ArchiveError`` or what the visitor throws.
  package func feed(_ bytes: UnsafeRawBufferPointer, _ visitor: some TarVisitor) throws {
    try gzip.feed(bytes, to: { try self.parser.feed($0, visitor) }, check: limits.checkRatio)
  }

  /// Says that all bytes have been fed.
  ///
  /// - Throws: ``ArchiveError/truncated(entry:)`` when the archive is not complete.
  package func finish() throws {
    guard gzip.isComplete else { throw ArchiveError.truncated(entry: nil) }
    try parser.finish(requiresEndMark: false)
  }
}

extension ExtractionLimits {
  func checkRatio(_ reader: GzipReader) throws {
    guard reader.produced > ratioGraceBytes else { return }
    let (allowed, overflow) = max(reader.consumed, 1).multipliedReportingOverflow(by: maxCompressionRatio)
    guard overflow || reader.produced <= allowed else {
      throw ArchiveError.limitExceeded(
        entry: nil, what: "decompressed bytes for one compressed byte", limit: maxCompressionRatio)
    }
  }
}

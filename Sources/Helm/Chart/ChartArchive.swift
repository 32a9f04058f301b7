import Archive
import Glibc

/// A `.tgz` with a chart, on the disk, in memory or inside of another one.
final class ChartArchive: ChartFileSource {
  private enum Location: Sendable {
    case path(String)
    case bytes([UInt8])
    case nested(any ChartFileSource, index: Int)
  }

  private let location: Location
  private let limits: ChartLimits

  init(path: String, limits: ChartLimits) {
    location = .path(path)
    self.limits = limits
    first = nil
  }

  init(bytes: [UInt8], limits: ChartLimits) {
    location = .bytes(bytes)
    self.limits = limits
    first = nil
  }

  /// An archive that is a file of another source. Its bytes are not kept beyond loading.
  init(_ source: any ChartFileSource, index: Int, bytes: [UInt8]?, limits: ChartLimits) {
    location = .nested(source, index: index)
    self.limits = limits
    first = bytes
  }

  /// What was at hand when the archive was found; used for the first reading only.
  private let first: [UInt8]?

  /// All files of the archive, in its order.
  func entries() throws(HelmError) -> [ChartEntry] {
    let visitor = ChartArchiveVisitor(limits: limits)
    visitor.isWanted = { path, size, _ in ChartEntry.isKept(path, size: size, limits: self.limits) }
    var entries: [ChartEntry] = []
    visitor.deliver = { name, size, index, bytes in
      entries.append(ChartEntry(name: name, size: size, bytes: bytes, source: self, index: index))
    }
    try scan(visitor, first: first)
    if entries.isEmpty { throw HelmError(.chart, "no files in chart archive") }
    return entries
  }

  func read(_ wanted: Set<Int>, _ body: (Int, [UInt8]) throws(HelmError) -> Void) throws(HelmError) {
    let visitor = ChartArchiveVisitor(limits: limits)
    visitor.isWanted = { _, _, index in wanted.contains(index) }
    var found: [(Int, [UInt8])] = []
    visitor.deliver = { _, _, index, bytes in if let bytes { found.append((index, bytes)) } }
    try withoutActuallyEscaping(body) { (body) throws(HelmError) in
      visitor.flush = { () throws(HelmError) in
        let ready = found
        found = []
        for (index, bytes) in ready { try body(index, bytes) }
      }
      defer { visitor.flush = nil }
      try scan(visitor, first: nil)
    }
  }

  private func scan(_ visitor: ChartArchiveVisitor, first: [UInt8]?) throws(HelmError) {
    do {
      let reader = try TarGzipReader(limits: limits.extraction)
      try feed(reader, visitor, first)
      try reader.finish()
    } catch let error as HelmError {
      throw error
    } catch let error as ArchiveError {
      throw HelmError(.chart, message(error))
    } catch {
      throw HelmError(.chart, "unable to load chart archive")
    }
  }

  private func feed(_ reader: TarGzipReader, _ visitor: ChartArchiveVisitor, _ first: [UInt8]?) throws {
    if let first { return try first.withUnsafeBytes { try reader.feed($0, visitor) } }
    switch location {
    case .bytes(let bytes): try bytes.withUnsafeBytes { try reader.feed($0, visitor) }
    case .nested(let source, let index):
      var bytes: [UInt8] = []
      try source.read([index]) { bytes = $1 }
      try bytes.withUnsafeBytes { try reader.feed($0, visitor) }
    case .path(let path):
      let file = open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { throw ChartLoader.system("open", path) }
      defer { close(file) }
      try withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
        while true {
          let count = Glibc.read(file, buffer.baseAddress, buffer.count)
          if count < 0, errno == EINTR { continue }
          guard count >= 0 else { throw ChartLoader.system("read", path) }
          if count == 0 { return }
          try reader.feed(UnsafeRawBufferPointer(rebasing: buffer[0..<count]), visitor)
        }
      }
    }
  }

  private func message(_ error: ArchiveError) -> String {
    guard case .path(let path) = location, error == .notGzip else { return "unable to load chart archive: \(error)" }
    if path.hasSuffix(".yml") || path.hasSuffix(".yaml") {
      return "file '\(path)' seems to be a YAML file, but expected a gzipped archive"
    }
    return "file '\(path)' does not appear to be a gzipped archive"
  }
}

extension ChartLimits {
  var extraction: ExtractionLimits {
    var limits = ExtractionLimits()
    limits.maxCompressionRatio = UInt64(clamping: maxCompressionRatio)
    limits.ratioGraceBytes = UInt64(clamping: ratioGraceBytes)
    return limits
  }
}

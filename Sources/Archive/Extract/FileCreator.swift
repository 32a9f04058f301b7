import Glibc

/// Decides entry by entry what is created, and creates it.
final class FileCreator: TarVisitor {
  private(set) var summary = ExtractionSummary()
  private let root: ExtractionRoot
  private let limits: ExtractionLimits
  private let links: SymbolicLinkPolicy
  private let base: [[UInt8]]
  private var entries = 0
  private var path: [UInt8] = []
  private var descriptor: Int32 = -1

  init(_ root: ExtractionRoot, _ limits: ExtractionLimits, _ links: SymbolicLinkPolicy, beneath base: [[UInt8]]) {
    self.root = root
    self.limits = limits
    self.links = links
    self.base = base
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  func begin(_ entry: TarEntry) throws {
    path = entry.path
    entries += 1
    guard entries <= limits.maxEntries else { throw exceeded("entries", UInt64(limits.maxEntries), whole: true) }
    let components = try EntryPath.components(entry.path, limits)
    switch entry.kind {
    case .directory:
      guard isSelected(components) else { return }
      try root.makeDirectory(components)
      summary.directories += 1
    case .file:
      try charge(entry.size)
      guard isSelected(components) else { return }
      descriptor = try root.createFile(components, executable: entry.executable)
      summary.files += 1
    case .symbolicLink where links == .skip:
      summary.skippedLinks += 1
    case .symbolicLink, .hardLink, .characterDevice, .blockDevice, .fifo, .unknown:
      throw ArchiveError.refusedEntry(entry: ArchiveError.printable(entry.path), kind: entry.kind.name)
    }
  }

  func content(_ bytes: UnsafeRawBufferPointer) throws {
    if descriptor >= 0 { try writeAll(bytes, to: descriptor, entry: ArchiveError.printable(self.path)) }
  }

  func end() throws {
    guard descriptor >= 0 else { return }
    let status = close(descriptor)
    descriptor = -1
    guard status == 0 else {
      throw ArchiveError.system(operation: "close", entry: ArchiveError.printable(path), errno: errno)
    }
  }

  private func isSelected(_ components: [[UInt8]]) -> Bool {
    components.count >= base.count && components.starts(with: base)
  }

  private func charge(_ size: UInt64) throws {
    guard size <= limits.maxFileBytes else { throw exceeded("bytes in a file", limits.maxFileBytes) }
    let (total, overflow) = summary.bytes.addingReportingOverflow(size)
    guard !overflow, total <= limits.maxTotalBytes else {
      throw exceeded("bytes in all", limits.maxTotalBytes, whole: true)
    }
    summary.bytes = total
  }

  private func exceeded(_ what: String, _ limit: UInt64, whole: Bool = false) -> ArchiveError {
    .limitExceeded(entry: whole ? nil : ArchiveError.printable(path), what: what, limit: limit)
  }
}

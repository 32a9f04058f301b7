/// Reads a tar stream pushed in pieces of any size: ustar, pax and GNU long names.
///
/// A state machine without I/O. It keeps one block and the extended header being read, whose size is limited.
package struct TarParser {
  private enum State {
    case header
    case content(remaining: UInt64, padding: Int)
    case extended(Extension, remaining: Int, padding: Int)
    case padding(Int)
    case ended
  }

  private enum Extension { case pax, globalPax, longName, longTarget }

  private var state = State.header
  private var block: [UInt8] = []
  private var gathered: [UInt8] = []
  private var overrides = PaxOverrides()
  private var zeroBlocks = 0
  private var offset: UInt64 = 0
  private var current: [UInt8]?
  private let maxMetadataBytes: Int

  /// - Parameter maxMetadataBytes: The longest pax header or GNU long name accepted.
  package init(maxMetadataBytes: Int = 64 << 10) {
    self.maxMetadataBytes = maxMetadataBytes
    block.reserveCapacity(TarHeader.blockSize)
  }

  /// - Throws: ``ArchiveError`` or what the visitor throws.
  package mutating func feed(_ bytes: UnsafeRawBufferPointer, _ visitor: some TarVisitor) throws {
    var position = 0
    while position < bytes.count {
      let used = try step(UnsafeRawBufferPointer(rebasing: bytes[position...]), visitor)
      position += used
      offset &+= UInt64(used)
    }
  }

  /// Says that the stream is over.
  ///
  /// - Parameter requiresEndMark: When false, an archive may end after any complete entry.
  /// - Throws: ``ArchiveError/truncated(entry:)``.
  package func finish(requiresEndMark: Bool) throws {
    switch state {
    case .ended: return
    case .header where block.isEmpty && overrides.isEmpty && (zeroBlocks > 0 || !requiresEndMark): return
    default: throw ArchiveError.truncated(entry: current.map { ArchiveError.printable($0) })
    }
  }

  private mutating func step(_ bytes: UnsafeRawBufferPointer, _ visitor: some TarVisitor) throws -> Int {
    switch state {
    case .header:
      let count = min(bytes.count, TarHeader.blockSize - block.count)
      block.append(contentsOf: bytes[0..<count])
      if block.count == TarHeader.blockSize { try readHeader(visitor) }
      return count
    case .content(let remaining, let padding):
      let count = Int(min(UInt64(bytes.count), remaining))
      try visitor.content(UnsafeRawBufferPointer(rebasing: bytes[0..<count]))
      state = .content(remaining: remaining - UInt64(count), padding: padding)
      if remaining == UInt64(count) { try endEntry(padding, visitor) }
      return count
    case .extended(let kind, let remaining, let padding):
      let count = min(bytes.count, remaining)
      gathered.append(contentsOf: bytes[0..<count])
      state = .extended(kind, remaining: remaining - count, padding: padding)
      if remaining == count { try endExtension(kind, padding) }
      return count
    case .padding(let remaining):
      let count = min(bytes.count, remaining)
      state = remaining == count ? .header : .padding(remaining - count)
      return count
    case .ended:
      guard bytes.allSatisfy({ $0 == 0 }) else { throw ArchiveError.trailingData }
      return bytes.count
    }
  }

  private mutating func endEntry(_ padding: Int, _ visitor: some TarVisitor) throws {
    try visitor.end()
    current = nil
    state = padding == 0 ? .header : .padding(padding)
  }

  private mutating func endExtension(_ kind: Extension, _ padding: Int) throws {
    switch kind {
    case .pax: try overrides.read(pax: gathered, offset: offset)
    // Nothing that a global header may say matters here.
    case .globalPax: break
    case .longName: overrides.path = gathered.prefix { $0 != 0 }.map { $0 }
    case .longTarget: overrides.target = gathered.prefix { $0 != 0 }.map { $0 }
    }
    gathered = []
    state = padding == 0 ? .header : .padding(padding)
  }

  private mutating func readHeader(_ visitor: some TarVisitor) throws {
    defer { block.removeAll(keepingCapacity: true) }
    if block.allSatisfy({ $0 == 0 }) {
      guard overrides.isEmpty else { throw bad("an extended header without its entry") }
      zeroBlocks += 1
      if zeroBlocks == 2 { state = .ended }
      return
    }
    guard zeroBlocks == 0 else { throw ArchiveError.trailingData }
    guard let sum = TarHeader.number(block, 148..<156), sum == UInt64(TarHeader.checksum(block)) else {
      throw bad("wrong checksum")
    }
    guard let size = TarHeader.number(block, 124..<136) else { throw bad("size is no number") }
    switch block[156] {
    case UInt8(ascii: "x"): try startExtension(.pax, size)
    case UInt8(ascii: "g"): try startExtension(.globalPax, size)
    case UInt8(ascii: "L"): try startExtension(.longName, size)
    case UInt8(ascii: "K"): try startExtension(.longTarget, size)
    default: try startEntry(size, visitor)
    }
  }

  private mutating func startExtension(_ kind: Extension, _ size: UInt64) throws {
    guard size <= UInt64(maxMetadataBytes) else {
      throw ArchiveError.limitExceeded(entry: nil, what: "bytes in an extended header", limit: UInt64(maxMetadataBytes))
    }
    let count = Int(size)
    if count == 0 { return }
    state = .extended(kind, remaining: count, padding: padding(size))
  }

  private mutating func startEntry(_ headerSize: UInt64, _ visitor: some TarVisitor) throws {
    var path = TarHeader.text(block, 0..<100)
    // Only POSIX headers have the prefix field; GNU's older format keeps other things there.
    if TarHeader.text(block, 257..<263) == Array("ustar".utf8) {
      let prefix = TarHeader.text(block, 345..<500)
      if !prefix.isEmpty { path = prefix + [UInt8(ascii: "/")] + path }
    }
    var kind = TarEntry.Kind(typeFlag: block[156])
    path = overrides.path ?? path
    if kind == .file && path.last == UInt8(ascii: "/") { kind = .directory }
    // Links carry no content, whatever their size field says.
    let hasContent = kind != .hardLink && kind != .symbolicLink && kind != .directory
    let size = hasContent ? overrides.size ?? headerSize : 0
    let mode = TarHeader.number(block, 100..<108) ?? 0
    let target = overrides.target ?? TarHeader.text(block, 157..<257)
    overrides = PaxOverrides()
    current = path
    try visitor.begin(TarEntry(path: path, kind: kind, size: size, executable: mode & 0o111 != 0, target: target))
    state = .content(remaining: size, padding: padding(size))
    if size == 0 { try endEntry(0, visitor) }
  }

  private func padding(_ size: UInt64) -> Int {
    let rest = Int(size % UInt64(TarHeader.blockSize))
    return rest == 0 ? 0 : TarHeader.blockSize - rest
  }

  private func bad(_ reason: String) -> ArchiveError { .badHeader(reason, offset: offset) }
}

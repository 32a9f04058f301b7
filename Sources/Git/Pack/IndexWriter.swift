import Archive
import Digests
import Glibc

/// Writes a pack's index, version 2, as `git index-pack` writes it.
///
/// Format: Git's gitformat-pack, "Version 2 pack-*.idx files support packs larger than 4 GiB".
struct IndexWriter {
  private let file: Int32
  private let path: String
  private let digest: StreamingDigest
  private var buffer: [UInt8] = []

  private init(_ file: Int32, _ path: String, _ format: ObjectFormat) {
    self.file = file
    self.path = path
    digest = StreamingDigest(format.algorithm)
  }

  /// - Throws: ``PackError/system(operation:path:errno:)``.
  static func write(_ table: PackTable, packChecksum: [UInt8], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw PackError.system(operation: "create", path: path, errno: errno) }
    defer { close(file) }
    var writer = IndexWriter(file, path, table.format)
    try writer.write(table, packChecksum)
  }

  private mutating func write(_ table: PackTable, _ packChecksum: [UInt8]) throws {
    let rows = table.rowsByName()
    try put([0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2])
    try writeFanOut(table, rows)
    for row in rows { try put(table.name(Int(row))) }
    for row in rows { try put(table.checksums[Int(row)]) }
    var large: [UInt64] = []
    for row in rows {
      let offset = table.offsets[Int(row)]
      if offset < 1 << 31 {
        try put(UInt32(truncatingIfNeeded: offset))
      } else {
        try put(UInt32(truncatingIfNeeded: large.count) | 1 << 31)
        large.append(offset)
      }
    }
    for offset in large {
      try put(UInt32(truncatingIfNeeded: offset >> 32))
      try put(UInt32(truncatingIfNeeded: offset))
    }
    try put(packChecksum)
    try flush()
    let checksum = digest.finish()
    try put(checksum)
    try flush()
  }

  /// How many names start with a byte up to each of the 256.
  private mutating func writeFanOut(_ table: PackTable, _ rows: [UInt32]) throws {
    var counts = [UInt32](repeating: 0, count: 256)
    for row in 0..<table.count {
      if let first = table.name(row).first { counts[Int(first)] += 1 }
    }
    var sum: UInt32 = 0
    for count in counts {
      sum += count
      try put(sum)
    }
  }

  private mutating func put(_ value: UInt32) throws {
    for shift in stride(from: UInt32(24), through: 0, by: -8) {
      buffer.append(UInt8(truncatingIfNeeded: value >> shift))
    }
    if buffer.count >= 64 << 10 { try flush() }
  }

  private mutating func put(_ bytes: some Sequence<UInt8>) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 64 << 10 { try flush() }
  }

  private mutating func flush() throws {
    digest.update(buffer)
    do { try buffer.withUnsafeBytes { try writeAll($0, to: file, entry: path) } } catch ArchiveError.system(
      _, _, let code)
    {
      throw PackError.system(operation: "write", path: path, errno: code)
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

import Archive
import CZlib
import Digests
import Glibc

/// The first pass over a pack, while it arrives: writes it to disk, checks its checksum, notes where every
/// object is and names those that are stored whole. Keeps 37 bytes an object and 100 KiB of buffers.
///
/// Format: Git's gitformat-pack, version 2.
struct PackScanner {
  private enum State {
    case header
    case entry
    case content
    case trailer
    case done
  }

  private(set) var table: PackTable
  private(set) var trailer: [UInt8] = []
  private(set) var received: UInt64 = 0
  private(set) var inflatedBytes: UInt64 = 0

  private let limits: PackLimits
  private let file: Int32
  private let path: String
  private var state = State.header
  private var header: [UInt8] = []
  private var announced = 0
  private var reader: EntryHeaderReader
  private var entry = PackEntry(offset: 0, type: 0, size: 0, base: nil)
  private var entryChecksum: UInt = 0
  private var produced: UInt64 = 0
  private var object: StreamingDigest?
  private let whole: StreamingDigest
  private let inflater: Inflater
  private let output = OutputMemory(64 << 10)

  /// - Parameter file: Open for reading and writing, empty.
  init(_ format: ObjectFormat, file: Int32, path: String, limits: PackLimits) throws {
    table = PackTable(format)
    reader = EntryHeaderReader(format)
    whole = StreamingDigest(format.algorithm)
    inflater = try Inflater(.zlib)
    self.limits = limits
    self.file = file
    self.path = path
  }

  /// Takes the next bytes of the pack.
  ///
  /// - Throws: ``PackError``.
  mutating func feed(_ bytes: UnsafeRawBufferPointer) throws {
    guard UInt64(bytes.count) <= limits.maxPackBytes, received <= limits.maxPackBytes - UInt64(bytes.count) else {
      throw PackError.limitExceeded(what: "bytes", limit: limits.maxPackBytes)
    }
    try write(bytes)
    var position = 0
    while position < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
      let used = try step(rest)
      let part = UnsafeRawBufferPointer(rebasing: rest[0..<used.count])
      if used.isHashed { whole.update(part) }
      position += used.count
      received += UInt64(used.count)
    }
  }

  /// Says that the pack is over.
  ///
  /// - Throws: ``PackError/truncated(received:)``.
  func finish() throws {
    guard case .done = state else { throw PackError.truncated(received: received) }
  }

  private mutating func step(_ bytes: UnsafeRawBufferPointer) throws -> (count: Int, isHashed: Bool) {
    switch state {
    case .header: return (try readHeader(bytes), true)
    case .entry: return (try readEntry(bytes), true)
    case .content: return (try readContent(bytes), true)
    case .trailer: return (try readTrailer(bytes), false)
    case .done: throw PackError.trailingData
    }
  }

  private mutating func readHeader(_ bytes: UnsafeRawBufferPointer) throws -> Int {
    let count = min(bytes.count, 12 - header.count)
    header.append(contentsOf: bytes[0..<count])
    guard header.starts(with: "PACK".utf8.prefix(header.count)) else { throw PackError.notAPack }
    guard header.count == 12 else { return count }
    let version = Self.word(header, 4)
    guard version == 2 || version == 3 else { throw PackError.unsupportedVersion(version) }
    announced = Int(Self.word(header, 8))
    guard announced <= limits.maxObjects else {
      throw PackError.limitExceeded(what: "objects", limit: UInt64(limits.maxObjects))
    }
    beginEntry(at: 12)
    return count
  }

  private mutating func beginEntry(at offset: UInt64) {
    reader = EntryHeaderReader(table.format)
    entry = PackEntry(offset: offset, type: 0, size: 0, base: nil)
    entryChecksum = 0
    produced = 0
    state = table.count < announced ? .entry : .trailer
  }

  private mutating func readEntry(_ bytes: UnsafeRawBufferPointer) throws -> Int {
    var count = 0
    while count < bytes.count, !reader.isDone {
      do { try reader.feed(bytes[count]) } catch { throw bad(error.reason) }
      count += 1
    }
    updateChecksum(UnsafeRawBufferPointer(rebasing: bytes[0..<count]))
    if reader.isDone { try beginContent() }
    return count
  }

  private mutating func beginContent() throws {
    entry.type = reader.type
    entry.size = reader.size
    switch reader.base {
    case .distance(let distance):
      guard distance > 0, distance < entry.offset, let row = table.row(at: entry.offset - distance) else {
        throw PackError.badDelta(offset: entry.offset, reason: "there is no object where its base should be")
      }
      entry.base = .row(row)
    case .name(let name): entry.base = .name(name)
    case nil: break
    }
    let limit = entry.base == nil ? limits.maxObjectBytes : limits.maxDeltaObjectBytes
    guard entry.size <= limit else { throw PackError.limitExceeded(what: "bytes in an object", limit: limit) }
    let (total, overflow) = inflatedBytes.addingReportingOverflow(entry.size)
    guard !overflow, total <= limits.maxInflatedBytes else {
      throw PackError.limitExceeded(what: "bytes in all objects", limit: limits.maxInflatedBytes)
    }
    inflatedBytes = total
    object = ObjectKind(rawValue: entry.type).map { ObjectHash.begin(table.format, $0, size: entry.size) }
    inflater.reset()
    state = .content
  }

  private mutating func readContent(_ bytes: UnsafeRawBufferPointer) throws -> Int {
    var count = 0
    var ended = false
    while !ended {
      let step = try inflate(UnsafeRawBufferPointer(rebasing: bytes[count...]))
      count += step.consumed
      produced += UInt64(step.produced)
      guard produced <= entry.size else { throw bad("it is longer than announced") }
      object?.update(UnsafeRawBufferPointer(rebasing: output.bytes[0..<step.produced]))
      ended = step.ended
      if step.consumed == 0 && step.produced == 0 && !ended { break }
    }
    guard ended || count == bytes.count else { throw bad("its compressed data makes no sense") }
    updateChecksum(UnsafeRawBufferPointer(rebasing: bytes[0..<count]))
    if ended { try endEntry(at: received + UInt64(count)) }
    return count
  }

  private mutating func endEntry(at end: UInt64) throws {
    guard produced == entry.size else { throw bad("it is shorter than announced") }
    let name = object.flatMap { ObjectID(table.format, bytes: $0.finish()) }
    object = nil
    table.append(entry, checksum: UInt32(truncatingIfNeeded: entryChecksum), name: name)
    beginEntry(at: end)
  }

  private mutating func readTrailer(_ bytes: UnsafeRawBufferPointer) throws -> Int {
    let count = min(bytes.count, table.format.byteCount - trailer.count)
    trailer.append(contentsOf: bytes[0..<count])
    if trailer.count == table.format.byteCount {
      guard whole.finish() == trailer else { throw PackError.checksumMismatch }
      state = .done
    }
    return count
  }

  private func inflate(_ bytes: UnsafeRawBufferPointer) throws -> Inflater.Step {
    do { return try inflater.step(bytes, into: output.bytes) } catch ArchiveError.corruptStream(let reason) {
      throw bad(reason)
    }
  }

  private mutating func updateChecksum(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    entryChecksum = crc32_z(entryChecksum, start.assumingMemoryBound(to: UInt8.self), bytes.count)
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws {
    do { try writeAll(bytes, to: file, entry: path) } catch ArchiveError.system(_, _, let code) {
      throw PackError.system(operation: "write", path: path, errno: code)
    }
  }

  private func bad(_ reason: String) -> PackError { .badObject(offset: entry.offset, reason: reason) }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[offset + $1]) }
  }
}

/// Memory that is freed with its owner.
final class OutputMemory {
  let bytes: UnsafeMutableRawBufferPointer

  init(_ count: Int) { bytes = .allocate(byteCount: count, alignment: 16) }
  deinit { bytes.deallocate() }
}

/// Decompresses a gzip stream pushed in pieces. Several members one after the other are read as one
/// stream, zero padding at the end is accepted, and anything else after the end is refused.
struct GzipReader {
  private let inflater: Inflater
  private let output = OutputBuffer(64 << 10)
  private var state = State.betweenMembers
  private(set) var isComplete = false
  private(set) var consumed: UInt64 = 0
  private(set) var produced: UInt64 = 0

  private enum State { case inMember, betweenMembers, padding }

  init() throws {
    inflater = try Inflater(.gzip)
  }

  /// - Throws: ``ArchiveError`` or what `sink` throws.
  mutating func feed(_ bytes: UnsafeRawBufferPointer, to sink: ByteSink, check: (Self) throws -> Void) throws {
    var offset = 0
    while offset < bytes.count {
      if state == .betweenMembers { try startMember(with: bytes[offset]) }
      if state == .padding {
        guard bytes[offset] == 0 else { throw ArchiveError.trailingData }
        offset += 1
        continue
      }
      offset += try inflate(UnsafeRawBufferPointer(rebasing: bytes[offset...]), to: sink, check: check)
    }
  }

  private mutating func startMember(with byte: UInt8) throws {
    if isComplete && byte == 0 {
      state = .padding
      return
    }
    // A wrong first byte after a complete member is garbage, not a broken member.
    if byte != 0x1F { throw isComplete ? ArchiveError.trailingData : .notGzip }
    inflater.reset()
    isComplete = false
    state = .inMember
  }

  private mutating func inflate(
    _ bytes: UnsafeRawBufferPointer, to sink: ByteSink, check: (Self) throws -> Void
  ) throws -> Int {
    var offset = 0
    while true {
      let step = try inflater.step(UnsafeRawBufferPointer(rebasing: bytes[offset...]), into: output.bytes)
      offset += step.consumed
      consumed &+= UInt64(step.consumed)
      produced &+= UInt64(step.produced)
      try check(self)
      if step.produced > 0 { try sink(UnsafeRawBufferPointer(rebasing: output.bytes[0..<step.produced])) }
      if step.ended {
        isComplete = true
        state = .betweenMembers
        return offset
      }
      if offset == bytes.count && step.produced < output.bytes.count { return offset }
    }
  }
}

/// Memory that is freed with its owner.
final class OutputBuffer {
  let bytes: UnsafeMutableRawBufferPointer

  init(_ count: Int) { bytes = .allocate(byteCount: count, alignment: 16) }
  deinit { bytes.deallocate() }
}

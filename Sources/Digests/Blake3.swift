/// The hash function BLAKE3, with its default output of 32 bytes and without a key.
///
/// Specified in "BLAKE3: one function, fast everywhere". Input is cut into chunks of 1 KiB, whose values are the leaves of
/// a binary tree; a stack of at most 54 values holds what is open of it.
struct Blake3 {
  private typealias Words = SIMD8<UInt32>

  private static let blockBytes = 64
  private static let chunkBlocks = 16
  private static let initial = Words(
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19)

  private struct Flags {
    static let chunkStart: UInt32 = 1
    static let chunkEnd: UInt32 = 2
    static let parent: UInt32 = 4
    static let root: UInt32 = 8
  }

  private var value = Self.initial
  private var block = [UInt8](repeating: 0, count: Self.blockBytes)
  private var blockLength = 0
  private var blocksDone = 0
  private var chunk: UInt64 = 0
  private var stack: [Words] = []

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    while !rest.isEmpty {
      if blockLength == Self.blockBytes { endBlock() }
      let count = min(Self.blockBytes - blockLength, rest.count)
      block.withUnsafeMutableBytes { room in
        UnsafeMutableRawBufferPointer(rebasing: room[blockLength...]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
      }
      blockLength += count
      rest = rest.dropFirst(count)
    }
  }

  /// The digest of what was added.
  func finish() -> [UInt8] {
    // What is behind the end counts as zeros.
    let last = block.prefix(blockLength) + [UInt8](repeating: 0, count: Self.blockBytes - blockLength)
    var node = (
      value: value, message: Self.words(Array(last)), counter: chunk,
      length: UInt32(truncatingIfNeeded: blockLength), flags: startFlag | Flags.chunkEnd
    )
    for left in stack.reversed() {
      let right = Self.compress(node.value, node.message, node.counter, node.length, node.flags)
      node = (Self.initial, SIMD16(lowHalf: left, highHalf: right), 0, UInt32(Self.blockBytes), Flags.parent)
    }
    let words = Self.compress(node.value, node.message, 0, node.length, node.flags | Flags.root)
    return words.indices.flatMap { index in
      (0..<4).map { UInt8(truncatingIfNeeded: words[index] >> UInt32($0 * 8)) }
    }
  }

  private var startFlag: UInt32 { blocksDone == 0 ? Flags.chunkStart : 0 }

  /// A full block that is not the last one of all.
  private mutating func endBlock() {
    let isLast = blocksDone == Self.chunkBlocks - 1
    value = Self.compress(
      value, Self.words(block), chunk, UInt32(Self.blockBytes),
      startFlag | (isLast ? Flags.chunkEnd : 0))
    blockLength = 0
    blocksDone += 1
    if isLast { endChunk() }
  }

  /// Joins the new leaf with all subtrees on its left that are now complete: one for each zero at the end of the count.
  private mutating func endChunk() {
    chunk += 1
    var joined = value
    for _ in 0..<chunk.trailingZeroBitCount {
      guard let left = stack.popLast() else { break }
      joined = Self.compress(
        Self.initial, SIMD16(lowHalf: left, highHalf: joined), 0, UInt32(Self.blockBytes), Flags.parent)
    }
    stack.append(joined)
    value = Self.initial
    blocksDone = 0
  }

  /// A full block as words.
  private static func words(_ block: [UInt8]) -> SIMD16<UInt32> {
    block.withUnsafeBytes { bytes in
      bytes.count < blockBytes ? SIMD16() : bytes.loadUnaligned(as: SIMD16<UInt32>.self)
    }
  }

  private static func compress(
    _ value: Words, _ message: SIMD16<UInt32>, _ counter: UInt64, _ length: UInt32, _ flags: UInt32
  ) -> Words {
    var m = message
    var a = value.lowHalf
    var b = value.highHalf
    var c = initial.lowHalf
    var d = SIMD4(UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32), length, flags)
    for round in 0..<7 {
      if round > 0 { m = permuted(m) }
      mix(&a, &b, &c, &d, m.lowHalf.evenHalf, m.lowHalf.oddHalf)
      (b, c, d) = (SIMD4(b[1], b[2], b[3], b[0]), SIMD4(c[2], c[3], c[0], c[1]), SIMD4(d[3], d[0], d[1], d[2]))
      mix(&a, &b, &c, &d, m.highHalf.evenHalf, m.highHalf.oddHalf)
      (b, c, d) = (SIMD4(b[3], b[0], b[1], b[2]), SIMD4(c[2], c[3], c[0], c[1]), SIMD4(d[1], d[2], d[3], d[0]))
    }
    return Words(lowHalf: a ^ c, highHalf: b ^ d)
  }

  private typealias Row = SIMD4<UInt32>

  private static func mix(_ a: inout Row, _ b: inout Row, _ c: inout Row, _ d: inout Row, _ x: Row, _ y: Row) {
    a = a &+ b &+ x
    d = rotated(d ^ a, 16)
    c = c &+ d
    b = rotated(b ^ c, 12)
    a = a &+ b &+ y
    d = rotated(d ^ a, 8)
    c = c &+ d
    b = rotated(b ^ c, 7)
  }

  private static func rotated(_ row: Row, _ bits: UInt32) -> Row {
    row &>> Row(repeating: bits) | row &<< Row(repeating: 32 &- bits)
  }

  private static func permuted(_ m: SIMD16<UInt32>) -> SIMD16<UInt32> {
    SIMD16(
      m[2], m[6], m[3], m[10], m[7], m[0], m[4], m[13], m[1], m[11], m[12], m[5], m[9], m[14], m[15], m[8])
  }
}

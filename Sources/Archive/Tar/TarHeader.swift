/// The fields of a 512-byte tar header block that matter here.
///
/// Layout: POSIX.1-2017, pax interchange format.
enum TarHeader {
  static let blockSize = 512
  /// The largest size that eleven octal digits hold.
  static let largestOctalSize: UInt64 = 0o77_777_777_777

  /// Builds a block with owner and group zero, blank names and time zero (S-ST-16).
  static func encode(name: ArraySlice<UInt8>, prefix: ArraySlice<UInt8>, mode: UInt32, size: UInt64, type: UInt8)
    -> [UInt8]
  {
    var block = [UInt8](repeating: 0, count: blockSize)
    block.replaceSubrange(0..<name.count, with: name)
    put(octal: UInt64(mode), in: &block, at: 100, width: 8)
    put(octal: 0, in: &block, at: 108, width: 8)
    put(octal: 0, in: &block, at: 116, width: 8)
    put(octal: min(size, largestOctalSize), in: &block, at: 124, width: 12)
    put(octal: 0, in: &block, at: 136, width: 12)
    block[156] = type
    block.replaceSubrange(257..<265, with: Array("ustar\u{0}00".utf8))
    block.replaceSubrange(345..<345 + prefix.count, with: prefix)
    let sum = checksum(block)
    put(octal: UInt64(sum), in: &block, at: 148, width: 7)
    block[155] = UInt8(ascii: " ")
    return block
  }

  /// Digits with leading zeros and a NUL behind.
  private static func put(octal value: UInt64, in block: inout [UInt8], at offset: Int, width: Int) {
    var rest = value
    for index in stride(from: offset + width - 2, through: offset, by: -1) {
      block[index] = UInt8(ascii: "0") + UInt8(rest & 7)
      rest >>= 3
    }
  }

  /// The sum of all bytes, those of the checksum field counted as blanks.
  static func checksum(_ block: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0
    for (index, byte) in block.enumerated() {
      sum &+= 148..<156 ~= index ? 32 : UInt32(byte)
    }
    return sum
  }

  /// An octal number with blanks and NULs around it, or GNU's big-endian binary form; `nil` when neither.
  static func number(_ block: [UInt8], _ range: Range<Int>) -> UInt64? {
    if block[range.lowerBound] & 0x80 != 0 { return binary(block, range) }
    var value: UInt64 = 0
    var ended = false
    for index in range {
      let byte = block[index]
      if byte == 0 || byte == 32 {
        ended = ended || value > 0 || (index > range.lowerBound && block[index - 1] == UInt8(ascii: "0"))
        continue
      }
      guard !ended, UInt8(ascii: "0")...UInt8(ascii: "7") ~= byte, value >> 61 == 0 else { return nil }
      value = value << 3 | UInt64(byte & 7)
    }
    return value
  }

  private static func binary(_ block: [UInt8], _ range: Range<Int>) -> UInt64? {
    // 0xFF begins a negative number, which no field here can have.
    guard block[range.lowerBound] == 0x80 else { return nil }
    var value: UInt64 = 0
    for index in range.dropFirst() {
      guard value >> 56 == 0 else { return nil }
      value = value << 8 | UInt64(block[index])
    }
    return value
  }

  /// The bytes of a field before its first NUL.
  static func text(_ block: [UInt8], _ range: Range<Int>) -> [UInt8] {
    var end = range.lowerBound
    while end < range.upperBound, block[end] != 0 { end += 1 }
    return Array(block[range.lowerBound..<end])
  }
}

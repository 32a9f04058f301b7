/// Makes an object from another one and a list of copies and insertions.
///
/// Format: Git's gitformat-pack, "Deltified representation".
enum Delta {
  /// The sizes that a delta begins with.
  struct Header {
    let baseSize: UInt64
    let resultSize: UInt64
    /// Where the instructions start.
    let start: Int
  }

  static func header(_ delta: UnsafeRawBufferPointer) throws(Failure) -> Header {
    var position = 0
    let baseSize = try number(delta, &position)
    let resultSize = try number(delta, &position)
    return Header(baseSize: baseSize, resultSize: resultSize, start: position)
  }

  /// Fills `result`, which has the size that the header names.
  static func apply(
    _ delta: UnsafeRawBufferPointer, from start: Int, to base: UnsafeRawBufferPointer,
    into result: UnsafeMutableRawBufferPointer
  ) throws(Failure) {
    var position = start
    var filled = 0
    while position < delta.count {
      let instruction = delta[position]
      position += 1
      if instruction & 0x80 != 0 {
        let (offset, size) = try copy(instruction, delta, &position)
        guard size <= base.count, offset <= base.count - size else { throw Failure("it copies from outside its base") }
        guard size <= result.count - filled else { throw Failure("its result is longer than announced") }
        move(size, from: base, at: offset, into: result, at: filled)
        filled += size
      } else {
        let size = Int(instruction)
        guard size > 0 else { throw Failure("it has an unknown instruction") }
        guard size <= delta.count - position else { throw Failure("it ends inside an insertion") }
        guard size <= result.count - filled else { throw Failure("its result is longer than announced") }
        move(size, from: delta, at: position, into: result, at: filled)
        position += size
        filled += size
      }
    }
    guard filled == result.count else { throw Failure("its result is shorter than announced") }
  }

  struct Failure: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  private static func move(
    _ size: Int, from source: UnsafeRawBufferPointer, at offset: Int, into target: UnsafeMutableRawBufferPointer,
    at index: Int
  ) {
    UnsafeMutableRawBufferPointer(rebasing: target[index..<index + size])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + size]))
  }

  /// Offset and size of a copy: each bit of the instruction says that one byte of them follows.
  private static func copy(
    _ instruction: UInt8, _ delta: UnsafeRawBufferPointer, _ position: inout Int
  ) throws(Failure) -> (offset: Int, size: Int) {
    var offset = 0
    var size = 0
    for bit in 0..<7 where instruction & (1 << UInt8(bit)) != 0 {
      guard position < delta.count else { throw Failure("it ends inside a copy") }
      let byte = Int(delta[position])
      if bit < 4 { offset |= byte << (bit * 8) } else { size |= byte << ((bit - 4) * 8) }
      position += 1
    }
    return (offset, size == 0 ? 0x10000 : size)
  }

  private static func number(_ delta: UnsafeRawBufferPointer, _ position: inout Int) throws(Failure) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < delta.count, shift < 63 {
      let byte = delta[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    throw Failure("its sizes are malformed")
  }
}

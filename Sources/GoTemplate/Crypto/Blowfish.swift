/// Blowfish with bcrypt's expensive key schedule.
struct Blowfish {
  private var subkeys: [UInt32]
  /// Four boxes of 256.
  private var boxes: [UInt32]

  /// The tables are the first hexadecimal digits of pi behind the point; they are computed rather than kept.
  private static let pi: [UInt32] = PiDigits.words(18 + 1024)

  init() {
    subkeys = Array(Self.pi.prefix(18))
    boxes = Array(Self.pi.dropFirst(18))
  }

  /// Encrypts one block in place.
  func encrypt(_ left: inout UInt32, _ right: inout UInt32) {
    boxes.withUnsafeBufferPointer { box in
      for round in stride(from: 0, to: 16, by: 2) {
        left ^= subkeys[round]
        right ^= Self.mix(left, box)
        right ^= subkeys[round + 1]
        left ^= Self.mix(right, box)
      }
    }
    (left, right) = (right ^ subkeys[17], left ^ subkeys[16])
  }

  @inline(__always)
  private static func mix(_ value: UInt32, _ box: UnsafeBufferPointer<UInt32>) -> UInt32 {
    let first = box[Int(value >> 24)] &+ box[256 + Int(value >> 16 & 0xFF)]
    return (first ^ box[512 + Int(value >> 8 & 0xFF)]) &+ box[768 + Int(value & 0xFF)]
  }

  /// Stirs a key into the tables, and a salt into what is encrypted meanwhile.
  mutating func expand(key: [UInt8], salt: [UInt8] = []) {
    var place = 0
    for index in subkeys.indices { subkeys[index] ^= Self.word(key, &place) }
    place = 0
    var left: UInt32 = 0
    var right: UInt32 = 0
    for index in stride(from: 0, to: subkeys.count, by: 2) {
      next(salt, &place, &left, &right)
      subkeys[index] = left
      subkeys[index + 1] = right
    }
    for index in stride(from: 0, to: boxes.count, by: 2) {
      next(salt, &place, &left, &right)
      boxes[index] = left
      boxes[index + 1] = right
    }
  }

  private func next(_ salt: [UInt8], _ place: inout Int, _ left: inout UInt32, _ right: inout UInt32) {
    if !salt.isEmpty {
      left ^= Self.word(salt, &place)
      right ^= Self.word(salt, &place)
    }
    encrypt(&left, &right)
  }

  /// Four bytes of a text that starts over at its end.
  private static func word(_ bytes: [UInt8], _ place: inout Int) -> UInt32 {
    guard !bytes.isEmpty else { return 0 }
    var word: UInt32 = 0
    for _ in 0..<4 {
      word = word << 8 | UInt32(bytes[place])
      place = place + 1 == bytes.count ? 0 : place + 1
    }
    return word
  }
}

/// The digits of pi by Machin's formula: 16 arctan(1/5) - 4 arctan(1/239).
enum PiDigits {
  /// The fraction of pi in words of 32 bits.
  static func words(_ count: Int) -> [UInt32] {
    // Two words more take up what the divisions cut off.
    var sum = [UInt32](repeating: 0, count: count + 3)
    add(16, arctangentOf: 5, to: &sum)
    add(4, arctangentOf: 239, to: &sum, isNegative: true)
    return Array(sum[1...count])
  }

  /// Adds `factor * arctan(1 / x)`; the first word is the whole part.
  private static func add(_ factor: UInt32, arctangentOf x: UInt64, to sum: inout [UInt32], isNegative: Bool = false) {
    var power = [UInt32](repeating: 0, count: sum.count)
    power[0] = factor
    var first = 0
    divide(&power, by: x, from: first)
    var divisor: UInt64 = 1
    var isSubtracted = isNegative
    while first < power.count {
      var term = power
      divide(&term, by: divisor, from: first)
      accumulate(term, from: first, to: &sum, isSubtracted: isSubtracted)
      divide(&power, by: x * x, from: first)
      while first < power.count, power[first] == 0 { first += 1 }
      divisor += 2
      isSubtracted.toggle()
    }
  }

  private static func divide(_ number: inout [UInt32], by divisor: UInt64, from first: Int) {
    var rest: UInt64 = 0
    for index in first..<number.count {
      let (quotient, remainder) = (rest << 32 | UInt64(number[index])).quotientAndRemainder(dividingBy: divisor)
      number[index] = UInt32(truncatingIfNeeded: quotient)
      rest = remainder
    }
  }

  private static func accumulate(_ term: [UInt32], from first: Int, to sum: inout [UInt32], isSubtracted: Bool) {
    var carry: UInt32 = 0
    for index in sum.indices.reversed() {
      if index < first, carry == 0 { break }
      let addend = index < first ? 0 : term[index]
      let (partial, over) =
        isSubtracted ? sum[index].subtractingReportingOverflow(addend) : sum[index].addingReportingOverflow(addend)
      let (total, more) =
        isSubtracted ? partial.subtractingReportingOverflow(carry) : partial.addingReportingOverflow(carry)
      sum[index] = total
      carry = over || more ? 1 : 0
    }
  }
}

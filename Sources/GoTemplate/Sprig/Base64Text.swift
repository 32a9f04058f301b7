import Digests

/// Base64 and base32 as Go's packages read and write them.
enum Base64Text {
  static func encode(_ bytes: [UInt8]) -> [UInt8] { Array(Base64.encode(bytes).utf8) }

  /// Strict, but for line breaks, which are skipped; errors tell the place as Go does.
  static func decode(_ text: [UInt8]) throws(TemplateError) -> [UInt8] {
    try decode(text, name: "base64", bits: 6, group: 4) { byte in
      switch byte {
      case 0x41...0x5A: byte - 0x41
      case 0x61...0x7A: byte - 0x61 + 26
      case 0x30...0x39: byte - 0x30 + 52
      case UInt8(ascii: "+"): 62
      case UInt8(ascii: "/"): 63
      default: nil
      }
    }
  }

  static func encode32(_ bytes: [UInt8]) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    var out: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 5) {
      let part = bytes[start..<min(start + 5, bytes.count)]
      var value = part.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      value <<= UInt64((5 - part.count) * 8)
      let used = (part.count * 8 + 4) / 5
      for place in 0..<8 {
        out.append(place < used ? alphabet[Int(value >> UInt64(35 - place * 5) & 31)] : UInt8(ascii: "="))
      }
    }
    return out
  }

  static func decode32(_ text: [UInt8]) throws(TemplateError) -> [UInt8] {
    try decode(text, name: "base32", bits: 5, group: 8) { byte in
      switch byte {
      case 0x41...0x5A: byte - 0x41
      case 0x32...0x37: byte - 0x32 + 26
      default: nil
      }
    }
  }

  private static func decode(
    _ text: [UInt8], name: String, bits: UInt64, group: Int, _ digit: (UInt8) -> UInt8?
  ) throws(TemplateError) -> [UInt8] {
    func corrupt(_ place: Int) -> TemplateError { TemplateError("illegal \(name) data at input byte \(place)") }
    let places = text.indices.filter { text[$0] != 0x0A && text[$0] != 0x0D }
    var out: [UInt8] = []
    var start = 0
    while start < places.count {
      var value: UInt64 = 0
      var count = 0
      while count < group, start + count < places.count, let number = digit(text[places[start + count]]) {
        value = value << bits | UInt64(number)
        count += 1
      }
      let end = start + count
      if count < group {
        guard end < places.count else { throw corrupt(group == 8 ? text.count : places[start]) }
        guard text[places[end]] == UInt8(ascii: "=") else { throw corrupt(places[end]) }
        let isPossible = group == 4 ? count >= 2 : [2, 4, 5, 7].contains(count)
        guard isPossible else { throw corrupt(places[end]) }
        for place in end..<start + group {
          guard place < places.count else { throw corrupt(text.count) }
          guard text[places[place]] == UInt8(ascii: "=") else { throw corrupt(places[place]) }
        }
        if start + group < places.count { throw corrupt(places[start + group]) }
      }
      let byteCount = count * Int(bits) / 8
      let shift = UInt64(count) * bits - UInt64(byteCount * 8)
      value >>= shift
      for place in (0..<byteCount).reversed() { out.append(UInt8(truncatingIfNeeded: value >> UInt64(place * 8))) }
      start += group
    }
    return out
  }
}

/// Writes ASN.1 in its distinguished encoding.
enum DER {
  static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    var out = [tag]
    if content.count < 128 {
      out.append(UInt8(content.count))
    } else {
      let length = bytes(of: UInt64(content.count))
      out.append(0x80 | UInt8(length.count))
      out += length
    }
    return out + content
  }

  static func sequence(_ parts: [UInt8]...) -> [UInt8] { element(0x30, parts.flatMap { $0 }) }
  static func set(_ parts: [UInt8]...) -> [UInt8] { element(0x31, parts.flatMap { $0 }) }
  static func octets(_ content: [UInt8]) -> [UInt8] { element(0x04, content) }
  static func bits(_ content: [UInt8], unused: UInt8 = 0) -> [UInt8] { element(0x03, [unused] + content) }
  static func boolean(_ value: Bool) -> [UInt8] { element(0x01, [value ? 0xFF : 0]) }
  static let null: [UInt8] = [0x05, 0x00]

  /// A number that is not negative, from its bytes.
  static func integer(_ magnitude: [UInt8]) -> [UInt8] {
    var content = Array(magnitude.drop { $0 == 0 })
    if content.first.map({ $0 >= 0x80 }) ?? true { content.insert(0, at: 0) }
    return element(0x02, content)
  }

  /// Something with a tag of its context around it.
  static func tagged(_ number: UInt8, _ content: [UInt8]) -> [UInt8] { element(0xA0 | number, content) }

  static func identifier(_ arcs: UInt64...) -> [UInt8] {
    var content: [UInt8] = []
    let merged = arcs.count > 1 ? [arcs[0] * 40 + arcs[1]] + arcs[2...] : arcs
    for arc in merged {
      var groups = [UInt8(arc & 0x7F)]
      var rest = arc >> 7
      while rest > 0 {
        groups.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
        rest >>= 7
      }
      content += groups
    }
    return element(0x06, content)
  }

  /// Text as a PrintableString where it can be one.
  static func text(_ bytes: [UInt8]) -> [UInt8] {
    let isPrintable = bytes.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: " '()+,-./:=?".utf8.contains(byte)
      }
    }
    return element(isPrintable ? 0x13 : 0x0C, bytes)
  }

  /// UTCTime up to 2049 and GeneralizedTime from then on.
  static func time(_ time: GoTime) -> [UInt8] {
    let isShort = (1950..<2050).contains(time.date.year)
    let layout = isShort ? "060102150405Z" : "20060102150405Z"
    return element(isShort ? 0x17 : 0x18, Array(TimeFormat.text(time, layout: layout).utf8))
  }

  private static func bytes(of value: UInt64) -> [UInt8] {
    let all = (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(56 - $0 * 8)) }
    return Array(all.drop { $0 == 0 })
  }
}

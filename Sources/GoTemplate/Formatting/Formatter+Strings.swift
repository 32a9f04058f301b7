import GoQuoting

extension Formatter {
  mutating func string(_ bytes: [UInt8], _ verb: Unicode.Scalar, _ value: TemplateValue) {
    switch verb {
    case "v" where flags.sharpV: quoted(bytes)
    case "v", "s": pad(truncated(bytes))
    case "x": hex(bytes, isUpper: false)
    case "X": hex(bytes, isUpper: true)
    case "q": quoted(truncated(bytes))
    default: badVerb(value, verb)
    }
  }

  mutating func bytes(_ bytes: [UInt8], _ verb: Unicode.Scalar, _ value: TemplateValue) {
    switch verb {
    case "v", "d":
      out.append(UInt8(ascii: "["))
      for (index, byte) in bytes.enumerated() {
        if index > 0 { out.append(0x20) }
        print(.uint8(byte), verb, depth: 1)
      }
      out.append(UInt8(ascii: "]"))
    case "s", "x", "X", "q": string(bytes, verb, value)
    default: list(bytes, verb)
    }
  }

  /// Other verbs go to each byte.
  private mutating func list(_ bytes: [UInt8], _ verb: Unicode.Scalar) {
    out.append(UInt8(ascii: "["))
    for (index, byte) in bytes.enumerated() {
      if index > 0 { out.append(0x20) }
      print(.uint8(byte), verb, depth: 1)
    }
    out.append(UInt8(ascii: "]"))
  }

  /// The first characters, as many as the precision says.
  private func truncated(_ bytes: [UInt8]) -> [UInt8] {
    guard let precision = flags.precision else { return bytes }
    var count = 0
    for (index, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
      if count == precision { return Array(bytes[..<index]) }
      count += 1
    }
    return bytes
  }

  private mutating func quoted(_ bytes: [UInt8]) {
    var text: [UInt8] = []
    let canBeRaw = !bytes.contains { ($0 < 0x20 && $0 != 0x09) || $0 == 0x60 || $0 == 0x7F }
    if flags.sharp, canBeRaw, String(validating: bytes, as: UTF8.self) != nil {
      text = [0x60] + bytes + [0x60]
    } else {
      GoQuote.append(bytes, to: &text, asciiOnly: flags.plus)
    }
    pad(text)
  }

  private mutating func hex(_ bytes: [UInt8], isUpper: Bool) {
    let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
    let prefix = Array((isUpper ? "0X" : "0x").utf8)
    let shown = flags.precision.map { bytes.prefix($0) } ?? bytes[...]
    var text: [UInt8] = flags.sharp && !shown.isEmpty ? prefix : []
    for (index, byte) in shown.enumerated() {
      if flags.space, index > 0 {
        text.append(0x20)
        if flags.sharp { text += prefix }
      }
      text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    pad(text)
  }
}

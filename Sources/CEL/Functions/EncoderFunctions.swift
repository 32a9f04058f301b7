/// The encoders extension.
enum EncoderFunctions {
  static let functions: FunctionLibrary.Table = [
    "base64.encode": [
      .of { (bytes: [UInt8], budget) throws(CELEvaluationError.Reason) in
        try budget.produce(bytes: bytes.count / 3 * 4 + 4)
        return Base64.encode(bytes)
      }
    ],
    "base64.decode": [
      .of { (text: String, budget) throws(CELEvaluationError.Reason) in
        try budget.produce(bytes: text.utf8.count)
        guard let bytes = Base64.decode(text) else {
          throw .invalidArgument("base64.decode: the text is not base64")
        }
        return bytes
      }
    ],
  ]
}

/// The standard alphabet of RFC 4648, section 4.
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count / 3 * 4 + 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for index in 0..<3 {
        group = group << 8 | (index < count ? UInt32(bytes[start + index]) : 0)
      }
      for index in 0..<4 {
        let sextet = Int(group >> UInt32(18 - 6 * index) & 63)
        output.append(index <= count ? alphabet[sextet] : UInt8(ascii: "="))
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Padding may be left out; anything else that is not base64 yields nil.
  static func decode(_ text: String) -> [UInt8]? {
    var characters = Array(text.utf8)
    var padding = 0
    while padding < 2, characters.last == UInt8(ascii: "=") {
      characters.removeLast()
      padding += 1
    }
    guard characters.count % 4 != 1, padding == 0 || (characters.count + padding) % 4 == 0 else {
      return nil
    }
    var output: [UInt8] = []
    var group: UInt32 = 0
    var bits: UInt32 = 0
    for character in characters {
      guard let sextet = value(of: character) else { return nil }
      group = group << 6 | sextet
      bits += 6
      if bits >= 8 {
        bits -= 8
        output.append(UInt8(truncatingIfNeeded: group >> bits))
      }
    }
    return output
  }

  private static func value(of character: UInt8) -> UInt32? {
    switch character {
    case 0x41...0x5A: UInt32(character) - 0x41
    case 0x61...0x7A: UInt32(character) - 0x61 + 26
    case 0x30...0x39: UInt32(character) - 0x30 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}

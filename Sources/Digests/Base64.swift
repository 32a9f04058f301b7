/// Base64 as RFC 4648 defines it, strict when decoding.
public enum Base64 {
  /// Which two characters stand for 62 and 63, and whether the text is padded.
  public enum Alphabet: Sendable {
    /// `+` and `/`, padded with `=`: Secrets, kubeconfigs, basic authentication.
    case standard
    /// `-` and `_`, without padding: tokens.
    case urlSafe
  }

  /// The text for some bytes.
  public static func encode(_ bytes: [UInt8], _ alphabet: Alphabet = .standard) -> String {
    let padded = alphabet == .standard
    return String(unsafeUninitializedCapacity: (bytes.count / 3 + 1) * 4) { buffer in
      var at = 0
      func put(_ character: UInt8) {
        buffer[at] = character
        at += 1
      }
      var index = 0
      while index < bytes.count {
        let rest = bytes.count - index
        let group =
          UInt32(bytes[index]) << 16
          | (rest > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
          | (rest > 2 ? UInt32(bytes[index + 2]) : 0)
        put(character(group >> 18, alphabet))
        put(character(group >> 12, alphabet))
        if rest > 1 { put(character(group >> 6, alphabet)) } else if padded { put(pad) }
        if rest > 2 { put(character(group, alphabet)) } else if padded { put(pad) }
        index += 3
      }
      return at
    }
  }

  /// The bytes that the text stands for, or `nil` when it is not exactly what ``encode(_:_:)`` would have
  /// written: wrong characters, white space, missing or surplus padding, stray bits in the last group.
  public static func decode(_ text: String, _ alphabet: Alphabet = .standard) -> [UInt8]? {
    decode(Array(text.utf8), alphabet)
  }

  /// As ``decode(_:_:)-(String,_)``, from bytes.
  public static func decode(_ text: [UInt8], _ alphabet: Alphabet = .standard) -> [UInt8]? {
    guard let length = unpaddedCount(text, alphabet) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(length / 4 * 3 + 2)
    var bits: UInt32 = 0
    var held: UInt32 = 0
    for index in 0..<length {
      guard let value = value(of: text[index], alphabet) else { return nil }
      bits = bits << 6 | UInt32(value)
      held += 6
      if held >= 8 {
        held -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> held))
        bits &= (1 << held) - 1
      }
    }
    return held < 6 && bits == 0 ? bytes : nil
  }

  private static let pad = UInt8(ascii: "=")

  /// How many characters carry data; `nil` when the padding does not fit.
  private static func unpaddedCount(_ text: [UInt8], _ alphabet: Alphabet) -> Int? {
    guard alphabet == .standard else { return text.count }
    guard text.count % 4 == 0 else { return nil }
    guard text.last == pad else { return text.count }
    return text.dropLast().last == pad ? text.count - 2 : text.count - 1
  }

  private static func character(_ bits: UInt32, _ alphabet: Alphabet) -> UInt8 {
    let value = UInt8(truncatingIfNeeded: bits & 63)
    switch value {
    case 0..<26: return UInt8(ascii: "A") &+ value
    case 26..<52: return UInt8(ascii: "a") &+ (value &- 26)
    case 52..<62: return UInt8(ascii: "0") &+ (value &- 52)
    case 62: return alphabet == .standard ? UInt8(ascii: "+") : UInt8(ascii: "-")
    default: return alphabet == .standard ? UInt8(ascii: "/") : UInt8(ascii: "_")
    }
  }

  private static func value(of character: UInt8, _ alphabet: Alphabet) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character &- UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character &- UInt8(ascii: "a") &+ 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character &- UInt8(ascii: "0") &+ 52
    case UInt8(ascii: "+") where alphabet == .standard, UInt8(ascii: "-") where alphabet == .urlSafe: 62
    case UInt8(ascii: "/") where alphabet == .standard, UInt8(ascii: "_") where alphabet == .urlSafe: 63
    default: nil
    }
  }
}

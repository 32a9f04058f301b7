/// What the characters of a string allow when it is written.
struct ScalarText {
  enum Style { case plain, singleQuoted, doubleQuoted, literal }

  let bytes: [UInt8]
  private let text: String
  private var hasBreak = false
  private var hasNewline = false
  private var plainAllowed = true
  private var singleQuotedAllowed = true
  private var blockAllowed = true

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
    analyse()
  }

  /// Whether the text has characters that only double quotes can hold.
  var needsEscapes: Bool { !singleQuotedAllowed && !hasNewline || !blockAllowed && hasNewline }

  /// The style that Go's YAML library (version 2) chooses.
  ///
  /// - Parameter isNew: whether it is version 3 that writes, for which `yes` is a string like others.
  func style(isKey: Bool, isNew: Bool = false) -> Style {
    if hasNewline {
      return blockAllowed && !isKey ? .literal : .doubleQuoted
    }
    if isNew ? ScalarResolver.resolve(text) != .string : ScalarResolver.needsQuotes(text) { return .doubleQuoted }
    if plainAllowed && !hasBreak { return .plain }
    return singleQuotedAllowed && !(isKey && hasBreak) ? .singleQuoted : .doubleQuoted
  }

  private mutating func analyse() {
    guard let first = bytes.first else {
      blockAllowed = false
      return
    }
    plainAllowed = !Self.isIndicator(first, nextIsBlank: Self.isBlank(bytes, at: 1)) && !isDocumentMarker
    var previousIsSpace = false
    var previousIsBreak = false
    var previousIsBlank = true
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let next = index + Self.width(byte)
      if !Self.isPrintable(bytes, at: index) { forbidAllButDoubleQuotes() }
      if index > 0 {
        if byte == UInt8(ascii: ":"), Self.isBlank(bytes, at: next) { plainAllowed = false }
        if byte == UInt8(ascii: "#"), previousIsBlank { plainAllowed = false }
      }
      let isSpace = byte == UInt8(ascii: " ")
      let isBreak = Self.isBreak(bytes, at: index)
      if isSpace {
        if index == 0 || next >= bytes.count { plainAllowed = false }
        if next >= bytes.count { blockAllowed = false }
        if previousIsBreak {
          plainAllowed = false
          singleQuotedAllowed = false
        }
      } else if isBreak {
        hasBreak = true
        if byte == UInt8(ascii: "\n") { hasNewline = true }
        if index == 0 || next >= bytes.count { plainAllowed = false }
        if previousIsSpace { forbidAllButDoubleQuotes() }
      }
      previousIsSpace = isSpace
      previousIsBreak = isBreak
      previousIsBlank = isSpace || isBreak || byte == UInt8(ascii: "\t") || byte == 0
      index = next
    }
  }

  private mutating func forbidAllButDoubleQuotes() {
    plainAllowed = false
    singleQuotedAllowed = false
    blockAllowed = false
  }

  private var isDocumentMarker: Bool { bytes.starts(with: Array("---".utf8)) || bytes.starts(with: Array("...".utf8)) }

  private static func isIndicator(_ byte: UInt8, nextIsBlank: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
      UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
      UInt8(ascii: "`"):
      true
    case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "-"): nextIsBlank
    default: false
    }
  }
}

// MARK: Classes of characters

extension ScalarText {
  static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  static func isBreak(_ bytes: [UInt8], at index: Int) -> Bool {
    switch bytes[index] {
    case 0x0A, 0x0D: true
    case 0xC2: byte(bytes, index + 1) == 0x85
    case 0xE2: byte(bytes, index + 1) == 0x80 && (byte(bytes, index + 2) == 0xA8 || byte(bytes, index + 2) == 0xA9)
    default: false
    }
  }

  /// Whether a space, a tab, a line break or the end is here.
  private static func isBlank(_ bytes: [UInt8], at index: Int) -> Bool {
    guard index < bytes.count else { return true }
    return bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t")
  }

  /// Whether a character may stand unescaped; those beyond the basic plane may not.
  private static func isPrintable(_ bytes: [UInt8], at index: Int) -> Bool {
    let first = bytes[index]
    let second = byte(bytes, index + 1)
    switch first {
    case 0x0A, 0x20...0x7E: return true
    case 0xC2: return second >= 0xA0
    case 0xC3...0xEC: return true
    case 0xED: return second < 0xA0
    case 0xEE: return true
    case 0xEF:
      let third = byte(bytes, index + 2)
      return !(second == 0xBB && third == 0xBF) && !(second == 0xBF && (third == 0xBE || third == 0xBF))
    default: return false
    }
  }

  static func needsEscape(_ bytes: [UInt8], at index: Int) -> Bool {
    !isPrintable(bytes, at: index) || isBreak(bytes, at: index) || bytes[index] == UInt8(ascii: "\"")
      || bytes[index] == UInt8(ascii: "\\")
  }

  private static func byte(_ bytes: [UInt8], _ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

  /// How many bytes the character that begins with this one has.
  static func width(_ byte: UInt8) -> Int {
    switch byte {
    case 0xF0...: 4
    case 0xE0...: 3
    case 0xC0...: 2
    default: 1
    }
  }
}

// MARK: Escapes and hints

extension ScalarText {
  /// The escape sequence of one character.
  static func escape(_ character: ArraySlice<UInt8>) -> String {
    guard let scalar = String(decoding: character, as: UTF8.self).unicodeScalars.first else { return "" }
    switch scalar.value {
    case 0x00: return "\\0"
    case 0x07: return "\\a"
    case 0x08: return "\\b"
    case 0x09: return "\\t"
    case 0x0A: return "\\n"
    case 0x0B: return "\\v"
    case 0x0C: return "\\f"
    case 0x0D: return "\\r"
    case 0x1B: return "\\e"
    case 0x22: return "\\\""
    case 0x5C: return "\\\\"
    case 0x85: return "\\N"
    case 0xA0: return "\\_"
    case 0x2028: return "\\L"
    case 0x2029: return "\\P"
    case let value where value <= 0xFF: return "\\x" + hex(value, digits: 2)
    case let value where value <= 0xFFFF: return "\\u" + hex(value, digits: 4)
    case let value: return "\\U" + hex(value, digits: 8)
    }
  }

  private static func hex(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// What follows the `|` of a literal: the indentation where the text begins with a blank, and how its end is kept.
  static func blockHints(_ bytes: [UInt8]) -> String {
    guard let first = bytes.first else { return "-" }
    let indentation = first == UInt8(ascii: " ") || isBreak(bytes, at: 0) ? "2" : ""
    guard let last = start(ofCharacterBefore: bytes.count, in: bytes), isBreak(bytes, at: last) else {
      return indentation + "-"
    }
    let endsInTwo = start(ofCharacterBefore: last, in: bytes).map { isBreak(bytes, at: $0) } ?? true
    return indentation + (endsInTwo ? "+" : "")
  }

  private static func start(ofCharacterBefore end: Int, in bytes: [UInt8]) -> Int? {
    bytes[..<end].lastIndex { $0 & 0xC0 != 0x80 }
  }
}

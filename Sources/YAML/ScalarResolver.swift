/// What type a plain scalar has, by the rules that Go's YAML library (version 3) applies: the booleans of YAML 1.2,
/// the integers of 1.1 and 1.2, timestamps recognised but read as strings.
package enum ScalarResolver {
  /// The type of an unquoted text.
  package static func resolve(_ text: String) -> YAMLTag {
    guard let first = text.utf8.first else { return .null }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
      return special(text) ?? number(text)
    case UInt8(ascii: "."):
      return special(text) ?? (GoNumber.double(text) != nil ? .float : .string)
    case UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "~"), UInt8(ascii: "t"), UInt8(ascii: "T"),
      UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "<"):
      return text.utf8.count <= 5 ? special(text) ?? .string : .string
    default:
      return .string
    }
  }

  /// Whether a string must be quoted when written, because it would be read as something else, by this library or by
  /// one that follows YAML 1.1.
  package static func needsQuotes(_ text: String) -> Bool {
    let tag = resolve(text)
    return (tag != .string && tag != .merge) || oldBoolean(text) != nil || isSexagesimal(text)
  }

  private static func special(_ text: String) -> YAMLTag? {
    switch text {
    case "true", "True", "TRUE", "false", "False", "FALSE": .bool
    case "~", "null", "Null", "NULL": .null
    case ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF": .float
    case "<<": .merge
    default: nil
    }
  }

  private static func number(_ text: String) -> YAMLTag {
    let utf8 = Array(text.utf8)
    if Timestamp.matches(utf8) { return .timestamp }
    // No number has so many digits; the rest is names that begin with a digit.
    guard utf8.count < 512 else { return .string }
    let digits = utf8.filter { $0 != UInt8(ascii: "_") }
    if GoNumber.integer(digits) != nil { return .int }
    guard GoNumber.isDecimalFloat(digits) else { return .string }
    return GoNumber.double(String(decoding: digits, as: UTF8.self)) != nil ? .float : .string
  }

  /// The value of `yes`, `no`, `on`, `off` and their kin, which are booleans in YAML 1.1.
  static func oldBoolean(_ text: String) -> Bool? {
    guard text.utf8.count <= 3 else { return nil }
    return switch text {
    case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": true
    case "n", "N", "no", "No", "NO", "off", "Off", "OFF": false
    default: nil
    }
  }

  /// Numbers to base 60, as in `1:30`.
  private static func isSexagesimal(_ text: String) -> Bool {
    guard let lead = text.utf8.first, lead <= UInt8(ascii: "9") else { return false }
    var bytes = Array(text.utf8)[...]
    if let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { bytes = bytes.dropFirst() }
    guard let first = bytes.first, isDigit(first), bytes.contains(UInt8(ascii: ":")) else { return false }
    let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard let head = parts.first, head.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) else { return false }
    for (position, part) in parts.enumerated().dropFirst() {
      let isLast = position == parts.count - 1
      let pieces = part.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
      guard let digits = pieces.first, isSixty(digits), pieces.count == 1 || isLast else { return false }
      if pieces.count == 2, !pieces[1].allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) { return false }
    }
    return true
  }

  private static func isSixty(_ digits: ArraySlice<UInt8>) -> Bool {
    guard let first = digits.first, digits.count <= 2, digits.allSatisfy(isDigit) else { return false }
    return digits.count == 1 || first <= UInt8(ascii: "5")
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}

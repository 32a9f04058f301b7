/// The `matchLabels` of an event source, which the definition of Alerts lets hold any text.
enum LabelChoice {
  /// What is wrong with some labels; `nil` when an object can have them.
  static func problem(_ labels: [String: String]) -> String? {
    for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
      guard isKey(key) else { return "'\(key)' is no label's key" }
      guard value.isEmpty || isName(value) else { return "'\(value)' is no label's value" }
    }
    return nil
  }

  /// A name, or the name of a domain, a slash and a name.
  private static func isKey(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2, let name = parts.last, isName(name) else { return false }
    return parts.count == 1 || isDomain(parts[0])
  }

  private static func isDomain(_ text: String) -> Bool {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    return text.utf8.count <= 253
      && labels.allSatisfy { label in
        label.utf8.allSatisfy { isLowerOrDigit($0) || $0 == UInt8(ascii: "-") }
          && isLowerOrDigit(label.utf8.first) && isLowerOrDigit(label.utf8.last)
      }
  }

  private static func isName(_ text: String) -> Bool {
    text.utf8.count <= 63 && isAlphanumeric(text.utf8.first) && isAlphanumeric(text.utf8.last)
      && text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
  }

  private static func isLowerOrDigit(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: false
    }
  }

  private static func isAlphanumeric(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    default: isLowerOrDigit(byte)
    }
  }
}

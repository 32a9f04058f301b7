import GoQuoting

/// Addresses of the Internet Protocol.
enum AddressFormats {
  static func ipv4(_ text: String) -> String? {
    let groups = Format.parts(text, ".")
    guard groups.count == 4 else { return "expected four decimals" }
    for group in groups {
      if group.utf8.count > 1, group.hasPrefix("0") { return "leading zeros" }
      guard let number = Int(group) else {
        return "strconv.Atoi: parsing \(GoQuote.double(group)): invalid syntax"
      }
      if number < 0 || number > 255 { return "decimal must be between 0 and 255" }
    }
    return nil
  }

  static func ipv6(_ text: String) -> String? {
    guard text.contains(":") else { return "missing colon" }
    guard let (reason, rest) = parse(text) else { return nil }
    if reason == zone { return "zone id is not a part of ipv6 address" }
    let place = rest.isEmpty ? "" : " (at \(GoQuote.double(rest)))"
    return "ParseAddr(\(GoQuote.double(text))): \(reason)\(place)"
  }

  private static let zone = "zone"

  /// What is wrong and where; `nil` when nothing is.
  private static func parse(_ text: String) -> (String, String)? {
    var rest = Substring(text)
    var hasZone = false
    if let mark = rest.firstIndex(of: "%") {
      hasZone = true
      if rest.index(after: mark) == rest.endIndex { return ("zone must be a non-empty string", "") }
      rest = rest[..<mark]
    }
    var count = 0
    var hasGap = false
    if rest.hasPrefix("::") {
      hasGap = true
      rest = rest.dropFirst(2)
    }
    while !rest.isEmpty, count < 8 {
      let digits = rest.prefix { $0.isASCII && $0.isHexDigit }
      if digits.count > 4 { return ("each group must have 4 or less digits", String(rest)) }
      if digits.isEmpty { return ("each colon-separated field must have at least one digit", String(rest)) }
      let behind = rest[digits.endIndex...]
      if behind.first == "." {
        if !hasGap, count != 6 {
          return ("embedded IPv4 address must replace the final 2 fields of the address", String(rest))
        }
        if count > 6 { return ("too many hex fields to fit an embedded IPv4 at the end of the address", String(rest)) }
        if ipv4(String(rest)) != nil { return ("IPv4 field has value >255", String(rest)) }
        count += 2
        rest = ""
        break
      }
      count += 1
      rest = behind
      if rest.isEmpty { break }
      guard rest.first == ":" else { return ("unexpected character, want colon", String(rest)) }
      if rest.count == 1 { return ("colon must be followed by more characters", String(rest)) }
      rest = rest.dropFirst()
      if rest.first == ":" {
        if hasGap { return ("multiple :: in address", String(rest)) }
        hasGap = true
        rest = rest.dropFirst()
      }
    }
    if !rest.isEmpty { return ("trailing garbage after address", String(rest)) }
    if count < 8, !hasGap { return ("address string too short", "") }
    if count == 8, hasGap { return ("the :: must expand to at least one field of zeros", "") }
    return hasZone ? (zone, "") : nil
  }
}

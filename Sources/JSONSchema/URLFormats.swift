import GoQuoting

/// URLs, as Go's package net/url reads them.
enum URLFormats {
  static func uri(_ text: String) -> String? {
    if let reason = complaint(text) { return reason }
    return scheme(text).isEmpty ? "relative url" : nil
  }

  static func reference(_ text: String) -> String? {
    text.contains("\\") ? "contains \\" : complaint(text)
  }

  static func template(_ text: String) -> String? {
    if let reason = complaint(text) { return reason }
    let path = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
    for part in Format.parts(path, "/") {
      guard let decoded = URLReference.decoded(part) else { return "percent decode failed" }
      var isInside = false
      for character in decoded where character == "{" || character == "}" {
        if (character == "{") == isInside { return "nested curly braces" }
        isInside.toggle()
      }
      if isInside { return "no matching closing brace" }
    }
    return nil
  }

  private static func complaint(_ text: String) -> String? {
    guard let reason = problem(text) else { return nil }
    return "parse \(GoQuote.double(text)): \(reason)"
  }

  private static func scheme(_ text: String) -> String {
    guard let colon = text.firstIndex(of: ":") else { return "" }
    let name = text[..<colon]
    guard let first = name.unicodeScalars.first, Format.isAlphanumeric(first), !Format.isDigit(first) else { return "" }
    let isName = name.unicodeScalars.allSatisfy { Format.isAlphanumeric($0) || "+-.".unicodeScalars.contains($0) }
    return isName ? String(name) : ""
  }

  private static func problem(_ text: String) -> String? {
    let (url, fragment) = URLReference.split(text)
    if url.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "net/url: invalid control character in URL" }
    if url.hasPrefix(":") { return "missing protocol scheme" }
    let scheme = scheme(url)
    var rest = scheme.isEmpty ? Substring(url) : url.dropFirst(scheme.count + 1)
    if let mark = rest.firstIndex(of: "?") { rest = rest[..<mark] }
    if !rest.hasPrefix("/") {
      // A name such as `mailto:somebody`.
      if !scheme.isEmpty { return escapes(fragment) }
      if rest.prefix(while: { $0 != "/" }).contains(":") { return "first path segment in URL cannot contain colon" }
    }
    if rest.hasPrefix("//"), !(scheme.isEmpty && rest.hasPrefix("///")) {
      let authority = rest.dropFirst(2).prefix { $0 != "/" }
      if let reason = host(authority) { return reason }
      rest = rest.dropFirst(2 + authority.count)
    }
    return escapes(String(rest)) ?? escapes(fragment)
  }

  private static func escapes(_ text: String) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return nil }
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "%") {
      let digits = String(decoding: bytes[(index + 1)...].prefix(2), as: UTF8.self)
      if digits.utf8.count < 2 || UInt8(digits, radix: 16) == nil {
        return "invalid URL escape \(GoQuote.double("%" + digits))"
      }
    }
    return nil
  }

  private static func host(_ authority: Substring) -> String? {
    var host = authority
    if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
    if host.hasPrefix("[") {
      guard let end = host.lastIndex(of: "]") else { return "missing ']' in host" }
      let port = host[host.index(after: end)...]
      if let reason = portProblem(port) { return reason }
      return AddressFormats.ipv6(String(host[..<end].dropFirst())).map { "invalid ipv6 address: \($0)" }
    }
    if let colon = host.lastIndex(of: ":") {
      if let reason = portProblem(host[colon...]) { return reason }
      if host[..<colon].contains(":") { return "ipv6 address not enclosed in brackets" }
      host = host[..<colon]
    }
    for scalar in host.unicodeScalars where " <>\"\\^`{|}".unicodeScalars.contains(scalar) {
      return "invalid character \(GoQuote.double(String(Character(scalar)))) in host name"
    }
    return escapes(String(host))
  }

  private static func portProblem(_ text: Substring) -> String? {
    if text.isEmpty { return nil }
    let digits = text.dropFirst()
    if text.first == ":", digits.unicodeScalars.allSatisfy(Format.isDigit) { return nil }
    return "invalid port \(GoQuote.double(String(text))) after host"
  }
}

import Glibc

/// Splits a URL as RFC 3986 does, for the schemes that have a host.
enum RemoteURLParser {
  /// Longer addresses are refused; the longest signed download links stay far below.
  static let maximumBytes = 32 * 1024

  static func parse(_ text: String) -> RemoteURL? {
    let bytes = Array(text.utf8)
    guard bytes.count <= maximumBytes, !bytes.contains(where: isControl) else { return nil }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
      let scheme = scheme(bytes[..<colon])
    else { return nil }
    guard bytes.count > colon + 2, bytes[colon + 1] == slash, bytes[colon + 2] == slash else { return nil }
    let start = colon + 3
    let end = bytes[start...].firstIndex { $0 == slash || $0 == question || $0 == hash } ?? bytes.count
    guard let authority = authority(bytes[start..<end]),
      let rest = PathAndQuery(bytes[end...])
    else { return nil }
    var url = RemoteURL(
      scheme: scheme, host: authority.host, port: authority.port, path: rest.path, query: rest.query)
    url.user = authority.user
    url.password = authority.password
    return url
  }

  /// The path and query of an address or of a relative reference.
  struct PathAndQuery {
    var path: String
    var query: String?

    init?(_ bytes: ArraySlice<UInt8>) {
      let end = bytes.firstIndex(of: hash) ?? bytes.endIndex
      var pathEnd = end
      if let mark = bytes.firstIndex(of: question), mark < end {
        pathEnd = mark
        guard let query = PercentEncoding.normalise(bytes[(mark + 1)..<end], keeping: .query) else { return nil }
        self.query = query
      }
      guard let path = PercentEncoding.normalise(bytes[bytes.startIndex..<pathEnd], keeping: .path) else {
        return nil
      }
      self.path = path
    }
  }

  struct Authority {
    var user: String?
    var password: String?
    var host = ""
    var port: UInt16?
  }

  static func scheme(_ bytes: ArraySlice<UInt8>) -> String? {
    guard let first = bytes.first, isLetter(first) else { return nil }
    let valid = bytes.allSatisfy {
      isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
    }
    return valid ? String(decoding: bytes, as: UTF8.self).lowercased() : nil
  }

  static func authority(_ bytes: ArraySlice<UInt8>) -> Authority? {
    var result = Authority()
    var hostStart = bytes.startIndex
    if let at = bytes.lastIndex(of: UInt8(ascii: "@")) {
      guard let info = userInfo(bytes[bytes.startIndex..<at]) else { return nil }
      (result.user, result.password) = info
      hostStart = at + 1
    }
    guard let (host, portStart) = host(bytes, from: hostStart) else { return nil }
    result.host = host
    guard portStart < bytes.endIndex else { return result }
    guard bytes[portStart] == UInt8(ascii: ":") else { return nil }
    let digits = bytes[(portStart + 1)..<bytes.endIndex]
    guard !digits.isEmpty else { return result }
    guard digits.allSatisfy(isDigit), let port = UInt16(String(decoding: digits, as: UTF8.self)), port > 0 else {
      return nil
    }
    result.port = port
    return result
  }

  private static func userInfo(_ bytes: ArraySlice<UInt8>) -> (user: String?, password: String?)? {
    let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
    guard let user = PercentEncoding.decode(bytes[bytes.startIndex..<(colon ?? bytes.endIndex)]) else { return nil }
    guard let colon else { return (user.isEmpty ? nil : user, nil) }
    guard let password = PercentEncoding.decode(bytes[(colon + 1)..<bytes.endIndex]) else { return nil }
    return (user, password)
  }

  /// The host and the index behind it.
  private static func host(_ bytes: ArraySlice<UInt8>, from start: Int) -> (String, Int)? {
    guard start < bytes.endIndex else { return nil }
    if bytes[start] == UInt8(ascii: "[") {
      guard let close = bytes[start..<bytes.endIndex].firstIndex(of: UInt8(ascii: "]")) else { return nil }
      let address = String(decoding: bytes[(start + 1)..<close], as: UTF8.self).lowercased()
      return isIPv6(address) ? (address, close + 1) : nil
    }
    let end = bytes[start..<bytes.endIndex].firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
    guard end > start, bytes[start..<end].allSatisfy(isHostCharacter) else { return nil }
    return (String(decoding: bytes[start..<end], as: UTF8.self).lowercased(), end)
  }

  static func isIPv6(_ text: String) -> Bool {
    var address = in6_addr()
    return inet_pton(AF_INET6, text, &address) == 1
  }

  /// Letters, digits and what occurs in names of hosts. Bytes above ASCII are left to the resolver, which
  /// writes them in their ASCII form.
  private static func isHostCharacter(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte >= 0x80 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "~")
  }

  private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x7F }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
  }

  private static let slash = UInt8(ascii: "/")
  private static let question = UInt8(ascii: "?")
  private static let hash = UInt8(ascii: "#")
}

import GoQuoting

extension TemplateFunctions {
  mutating func addURLs() {
    add("urlParse", [.string]) { call throws(TemplateError) in
      let url: URLParts
      do throws(URLParts.Malformed) {
        url = try URLParts(call.string(0))
      } catch {
        throw TemplateError("unable to parse url: parse \(GoQuote.double(call.string(0))): \(error.reason)")
      }
      return [
        "scheme": .string(url.scheme), "host": .string(url.host), "hostname": .string(url.hostname),
        "path": .string(url.path), "query": .string(url.query), "opaque": .string(url.opaque),
        "fragment": .string(url.fragment), "userinfo": .string(url.userinfo),
      ]
    }
    add("urlJoin", [.map]) { call throws(TemplateError) in
      var url = URLParts()
      for (name, place) in URLParts.places {
        guard let value = call.map(0)[name] else { continue }
        guard let text = value.stringValue else {
          if value.isNull { throw Lists.nilDereference }
          throw TemplateError(
            "unable to parse \(name) key, must be of type string, but \(value.kind.rawValue) found")
        }
        url[keyPath: place] = text
      }
      return .string(url.text)
    }
  }
}

/// A URL, taken apart and put together as Go's package net/url does it.
struct URLParts {
  struct Malformed: Error { let reason: String }

  var scheme = ""
  var opaque = ""
  /// As written, escaped.
  var userinfo = ""
  var host = ""
  /// Not escaped.
  var path = ""
  var query = ""
  /// Not escaped.
  var fragment = ""

  static var places: [(String, WritableKeyPath<URLParts, String>)] {
    [
      ("scheme", \.scheme), ("host", \.host), ("path", \.path), ("query", \.query), ("opaque", \.opaque),
      ("fragment", \.fragment), ("userinfo", \.userinfo),
    ]
  }

  init() {}

  init(_ text: String) throws(Malformed) {
    if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw Malformed(reason: "net/url: invalid control character in URL")
    }
    var rest = text[...]
    if let hash = rest.firstIndex(of: "#") {
      fragment = try URLParts.unescaped(rest[rest.index(after: hash)...])
      rest = rest[..<hash]
    }
    try takeScheme(&rest)
    if let mark = rest.firstIndex(of: "?") {
      query = String(rest[rest.index(after: mark)...])
      rest = rest[..<mark]
    }
    if !rest.hasPrefix("/") {
      if !scheme.isEmpty {
        opaque = String(rest)
        return
      }
      if rest.prefix(while: { $0 != "/" }).contains(":") {
        throw Malformed(reason: "first path segment in URL cannot contain colon")
      }
    }
    if rest.hasPrefix("//"), !(scheme.isEmpty && rest.hasPrefix("///")) {
      rest = rest.dropFirst(2)
      let authority = rest.prefix { $0 != "/" }
      rest = rest[authority.endIndex...]
      try takeAuthority(authority)
    }
    path = try URLParts.unescaped(rest)
  }

  private mutating func takeScheme(_ rest: inout Substring) throws(Malformed) {
    for (offset, byte) in rest.utf8.enumerated() {
      switch byte {
      case 0x41...0x5A, 0x61...0x7A: continue
      case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        if offset == 0 { return }
      case UInt8(ascii: ":"):
        if offset == 0 { throw Malformed(reason: "missing protocol scheme") }
        scheme = rest.prefix(offset).lowercased()
        rest = rest.dropFirst(offset + 1)
        return
      default: return
      }
    }
  }

  private mutating func takeAuthority(_ authority: Substring) throws(Malformed) {
    var host = authority
    if let at = authority.lastIndex(of: "@") {
      host = authority[authority.index(after: at)...]
      let parts = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      var escaped: [String] = []
      for part in parts { escaped.append(URLParts.escaped(try URLParts.unescaped(part), keeping: "$&+,;=")) }
      userinfo = escaped.joined(separator: ":")
    }
    let port = host.lastIndex(of: ":").map { host[host.index(after: $0)...] }
    if let port, !port.contains("]"), !port.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) {
      throw Malformed(reason: "invalid port \(GoQuote.double(":" + port)) after host")
    }
    if host.hasPrefix("["), !host.contains("]") { throw Malformed(reason: "missing ']' in host") }
    if let space = host.unicodeScalars.first(where: { $0 == " " || $0 == "\"" || $0 == "<" && !host.contains(">") }) {
      throw Malformed(reason: "invalid character \(GoQuote.double(String(space))) in host name")
    }
    self.host = try URLParts.unescaped(host)
  }

  /// The host without its port and brackets.
  var hostname: String {
    if host.hasPrefix("["), let close = host.firstIndex(of: "]") {
      return String(host[host.index(after: host.startIndex)..<close])
    }
    return host.lastIndex(of: ":").map { String(host[..<$0]) } ?? host
  }

  var text: String {
    var out = scheme.isEmpty ? "" : scheme + ":"
    if !opaque.isEmpty {
      out += opaque
    } else {
      if !scheme.isEmpty || !host.isEmpty || !userinfo.isEmpty {
        if !host.isEmpty || !path.isEmpty || !userinfo.isEmpty { out += "//" }
        if !userinfo.isEmpty { out += userinfo + "@" }
        out += host
      }
      let escaped = URLParts.escaped(path, keeping: "$&+,/:;=@!'()*")
      if !escaped.isEmpty, !escaped.hasPrefix("/"), !host.isEmpty { out += "/" }
      if out.isEmpty, escaped.prefix(while: { $0 != "/" }).contains(":") { out += "./" }
      out += escaped
    }
    if !query.isEmpty { out += "?" + query }
    if !fragment.isEmpty { out += "#" + URLParts.escaped(fragment, keeping: "$&+,/:;=?@!()*'") }
    return out
  }

  private static func unescaped(_ text: Substring) throws(Malformed) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    let bytes = Array(text.utf8)
    var out: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "%") else {
        out.append(bytes[index])
        index += 1
        continue
      }
      let digits = bytes[min(index + 1, bytes.count)..<min(index + 3, bytes.count)]
      guard digits.count == 2, digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
        let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      else {
        let part = String(decoding: bytes[index..<min(index + 3, bytes.count)], as: UTF8.self)
        throw Malformed(reason: "invalid URL escape \(GoQuote.double(part))")
      }
      out.append(byte)
      index += 3
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func escaped(_ text: String, keeping extra: String) -> String {
    var out: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "~"):
        out.append(byte)
      default:
        if extra.utf8.contains(byte) {
          out.append(byte)
        } else {
          out.append(UInt8(ascii: "%"))
          out += Array((byte < 16 ? "0" : "").utf8) + Array(String(byte, radix: 16, uppercase: true).utf8)
        }
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// References of schemas to each other (RFC 3986, as much of it as schemas need).
enum URLReference {
  /// A URL and the fragment behind it, which is still encoded.
  static func split(_ text: String) -> (url: String, fragment: String) {
    guard let hash = text.firstIndex(of: "#") else { return (text, "") }
    return (String(text[..<hash]), String(text[text.index(after: hash)...]))
  }

  private struct Parts {
    var scheme = ""
    var authority: String?
    var path = ""
    var query: String?

    init(_ text: String) {
      var rest = Substring(text)
      if let colon = rest.firstIndex(of: ":"), isScheme(rest[..<colon]) {
        scheme = String(rest[..<colon])
        rest = rest[rest.index(after: colon)...]
      }
      if let mark = rest.firstIndex(of: "?") {
        query = String(rest[rest.index(after: mark)...])
        rest = rest[..<mark]
      }
      if rest.hasPrefix("//") {
        let behind = rest.dropFirst(2)
        let end = behind.firstIndex(of: "/") ?? behind.endIndex
        authority = String(behind[..<end])
        rest = behind[end...]
      }
      path = String(rest)
    }

    private func isScheme(_ text: Substring) -> Bool {
      guard let first = text.utf8.first, Self.isLetter(first) else { return false }
      return text.utf8.allSatisfy { Self.isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    var text: String {
      (scheme.isEmpty ? "" : scheme + ":") + (authority.map { "//" + $0 } ?? "") + path + (query.map { "?" + $0 } ?? "")
    }
  }

  static func scheme(_ url: String) -> String { Parts(url).scheme }

  /// What a reference without a fragment means at a place.
  static func resolve(_ reference: String, base: String) -> String {
    if reference.isEmpty { return base }
    var target = Parts(reference)
    if !target.scheme.isEmpty {
      if target.authority != nil { target.path = withoutDots(target.path) }
      return target.text
    }
    let origin = Parts(base)
    // Names such as urn:a:b have nothing that a path could be relative to.
    if origin.authority == nil, !origin.path.hasPrefix("/"), !origin.scheme.isEmpty { return base }
    target.scheme = origin.scheme
    if target.authority == nil {
      target.authority = origin.authority
      if target.path.isEmpty {
        target.path = origin.path
        if target.query == nil { target.query = origin.query }
      } else if !target.path.hasPrefix("/") {
        let folder = origin.path.lastIndex(of: "/").map { String(origin.path[...$0]) } ?? "/"
        target.path = folder + target.path
      }
    }
    target.path = withoutDots(target.path)
    return target.text
  }

  private static func withoutDots(_ path: String) -> String {
    var result: [Substring] = []
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      switch part {
      case ".": if isLast { result.append("") }
      case "..":
        if result.count > 1 { result.removeLast() }
        if isLast { result.append("") }
      default: result.append(part)
      }
    }
    return result.joined(separator: "/")
  }

  /// A fragment with `%41` decoded; `nil` when an escape is broken.
  static func decoded(_ fragment: String) -> String? {
    guard fragment.utf8.contains(UInt8(ascii: "%")) else { return fragment }
    var out: [UInt8] = []
    var rest = Array(fragment.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        out.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
      out.append(value)
      rest = rest.dropFirst(2)
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// A pointer as a fragment, with everything escaped that URLs do not take.
  static func encoded(_ pointer: String) -> String {
    var out: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in pointer.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: out.append(byte)
      case _ where "/-_.~$&+=:@".utf8.contains(byte): out.append(byte)
      default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

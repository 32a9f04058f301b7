/// One way that a server offers to prove who one is: RFC 7235's `WWW-Authenticate`.
struct AuthChallenge: Hashable, Sendable {
  /// Lower-case.
  let scheme: String
  /// Names are lower-case.
  let parameters: [String: String]

  /// All challenges of a header's value; what cannot be read ends the list.
  static func parse(_ value: String) -> [AuthChallenge] {
    var reader = Reader(rest: Array(value.utf8)[...])
    var found: [AuthChallenge] = []
    var scheme: String?
    var parameters: [String: String] = [:]
    func close() {
      if let scheme { found.append(AuthChallenge(scheme: scheme, parameters: parameters)) }
    }
    while let word = reader.word() {
      if reader.skipEquals() {
        guard let value = reader.value() else { break }
        parameters[word.lowercased()] = value
      } else {
        close()
        scheme = word.lowercased()
        parameters = [:]
      }
    }
    close()
    return found
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>

    private static func isToken(_ byte: UInt8) -> Bool {
      byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: ",")
        && byte != UInt8(ascii: "=")
    }

    /// The next token, behind blanks and commas.
    mutating func word() -> String? {
      rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") }
      let token = rest.prefix(while: Self.isToken)
      guard !token.isEmpty else { return nil }
      rest = rest.dropFirst(token.count)
      return String(decoding: token, as: UTF8.self)
    }

    mutating func skipEquals() -> Bool {
      let after = rest.drop { $0 == 0x20 || $0 == 0x09 }
      guard after.first == UInt8(ascii: "=") else { return false }
      rest = after.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
      return true
    }

    /// A quoted string or a token.
    mutating func value() -> String? {
      guard rest.first == UInt8(ascii: "\"") else { return word() }
      var bytes: [UInt8] = []
      rest = rest.dropFirst()
      while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "\"") { return String(decoding: bytes, as: UTF8.self) }
        if byte == UInt8(ascii: "\\") {
          guard let escaped = rest.popFirst() else { return nil }
          bytes.append(escaped)
        } else {
          bytes.append(byte)
        }
      }
      return nil
    }
  }
}

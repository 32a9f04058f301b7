/// Hashes passwords with bcrypt.
enum BCrypt {
  static let defaultCost = 10
  static let maximumPassword = 72

  /// `$2a$10$SALTHASH`, with a salt of sixteen bytes.
  static func hash(_ password: [UInt8], salt: [UInt8], cost: Int = defaultCost) -> String {
    let cost = min(max(cost, 4), 31)
    let key = password.prefix(maximumPassword) + [0]
    var cipher = Blowfish()
    cipher.expand(key: Array(key), salt: salt)
    for _ in 0..<(1 << cost) {
      cipher.expand(key: Array(key))
      cipher.expand(key: salt)
    }
    var out: [UInt8] = []
    let text = Array("OrpheanBeholderScryDoubt".utf8)
    for start in stride(from: 0, to: text.count, by: 8) {
      var left = word(text, start)
      var right = word(text, start + 4)
      for _ in 0..<64 { cipher.encrypt(&left, &right) }
      for value in [left, right] { out += (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - $0 * 8)) } }
    }
    // The last byte has never been part of it.
    let digits = cost < 10 ? "0\(cost)" : "\(cost)"
    return "$2a$\(digits)$\(encode(salt))\(encode(Array(out.dropLast())))"
  }

  private static func word(_ bytes: [UInt8], _ start: Int) -> UInt32 {
    bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Base64 with bcrypt's own alphabet and no padding.
  private static func encode(_ bytes: [UInt8]) -> String {
    let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    var out: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      let value = part.reduce(0) { $0 << 8 | Int($1) } << ((3 - part.count) * 8)
      for place in 0...part.count { out.append(alphabet[value >> (18 - place * 6) & 63]) }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

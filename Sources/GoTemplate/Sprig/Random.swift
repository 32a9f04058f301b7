import GoQuoting

extension TemplateFunctions {
  mutating func addRandom() {
    let kinds: [(String, String)] = [
      ("randAlphaNum", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
      ("randAlpha", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
      ("randNumeric", "0123456789"),
      ("randAscii", String(decoding: Array(UInt8(0x20)...0x7E), as: UTF8.self)),
    ]
    for (name, alphabet) in kinds {
      add(name, [.int]) { call throws(TemplateError) in
        // A negative count is an error in the library, which Sprig ignores.
        let count = max(0, call.int(0))
        try call.run.reserve(count)
        return TemplateValue(bytes: Random.bytes(count, of: Array(alphabet.utf8)))
      }
    }
    add("randInt", [.int, .int]) { call throws(TemplateError) in
      let (low, high) = (call.int(0), call.int(1))
      if low >= high { throw TemplateError("invalid argument to Intn") }
      return .int(Int.random(in: low..<high))
    }
    add("randBytes", [.int]) { call throws(TemplateError) in
      if call.int(0) < 0 { throw TemplateError("runtime error: makeslice: len out of range") }
      try call.run.reserve(call.int(0))
      return TemplateValue(bytes: Base64Text.encode(Random.bytes(call.int(0))))
    }
    add("shuffle", [.string]) { call in
      var text = String.UnicodeScalarView()
      text.append(contentsOf: call.string(0).unicodeScalars.shuffled())
      return .string(String(text))
    }
    add("uuidv4") { _ in .string(Random.uuid()) }
  }
}

/// Swift's generator is the kernel's, fit for secrets.
enum Random {
  static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255) } }

  static func bytes(_ count: Int, of alphabet: [UInt8]) -> [UInt8] {
    (0..<count).map { _ in alphabet.randomElement() ?? 0x30 }
  }

  /// RFC 9562, version 4.
  static func uuid() -> String {
    var bytes = bytes(16)
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    var out: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { out.append(UInt8(ascii: "-")) }
      GoQuote.appendHex(UInt32(byte), digits: 2, to: &out)
    }
    return String(decoding: out, as: UTF8.self)
  }
}

import Digests

/// The text form of keys and certificates.
enum PEM {
  struct Block {
    let type: String
    let bytes: [UInt8]
  }

  static func encode(_ type: String, _ bytes: [UInt8]) -> [UInt8] {
    let text = Array(Base64.encode(bytes).utf8)
    var out = Array("-----BEGIN \(type)-----\n".utf8)
    for start in stride(from: 0, to: text.count, by: 64) {
      out += text[start..<min(start + 64, text.count)]
      out.append(0x0A)
    }
    return out + Array("-----END \(type)-----\n".utf8)
  }

  /// The first block of a text that is whole; what is broken is passed over.
  static func decode(_ text: [UInt8]) -> Block? {
    let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map(trimmed)
    var index = 0
    while index < lines.count {
      defer { index += 1 }
      guard let type = label(lines[index], "-----BEGIN ") else { continue }
      guard let end = lines[(index + 1)...].firstIndex(where: { label($0, "-----END ") == type }) else { continue }
      var body = lines[(index + 1)..<end]
      if body.first?.contains(UInt8(ascii: ":")) == true { body = body.drop { !$0.isEmpty } }
      if let bytes = Base64.decode(body.flatMap { $0.filter { $0 != 0x20 && $0 != 0x09 } }) {
        return Block(type: type, bytes: bytes)
      }
    }
    return nil
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line
    while let last = line.last, last == 0x20 || last == 0x09 || last == 0x0D { line.removeLast() }
    return line
  }

  /// The type between the dashes.
  private static func label(_ line: ArraySlice<UInt8>, _ start: String) -> String? {
    guard line.starts(with: start.utf8), line.count > start.utf8.count + 4 else { return nil }
    let rest = line.dropFirst(start.utf8.count)
    guard rest.suffix(5).elementsEqual("-----".utf8) else { return nil }
    return String(decoding: rest.dropLast(5), as: UTF8.self)
  }
}

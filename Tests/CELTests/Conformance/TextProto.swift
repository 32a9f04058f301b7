/// A message in protocol buffer text format, as far as the conformance suite uses it.
struct TextProto {
  struct Field {
    let name: String
    let value: Value
  }

  indirect enum Value {
    case scalar(String)
    case string([UInt8])
    case message(TextProto)
  }

  var fields: [Field] = []

  func messages(_ name: String) -> [TextProto] {
    fields.compactMap { field in
      if field.name == name, case .message(let message) = field.value { message } else { nil }
    }
  }

  func message(_ name: String) -> TextProto? { messages(name).first }

  func string(_ name: String) -> String? {
    guard case .string(let bytes)? = fields.first(where: { $0.name == name })?.value else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  func bytes(_ name: String) -> [UInt8]? {
    if case .string(let bytes)? = fields.first(where: { $0.name == name })?.value { bytes } else { nil }
  }

  func scalar(_ name: String) -> String? {
    if case .scalar(let text)? = fields.first(where: { $0.name == name })?.value { text } else { nil }
  }
}

struct TextProtoError: Error {
  let offset: Int
}

struct TextProtoParser {
  private let bytes: [UInt8]
  private var index = 0

  static func parse(_ bytes: [UInt8]) throws -> TextProto {
    var parser = TextProtoParser(bytes: bytes)
    return try parser.message(until: nil)
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipBlanks() {
    while let byte = peek {
      if byte == UInt8(ascii: "#") {
        while let next = peek, next != 0x0A { index += 1 }
      } else if byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") {
        index += 1
      } else {
        return
      }
    }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard peek.map({ UInt32($0) == character.value }) ?? false else { return false }
    index += 1
    return true
  }

  private mutating func message(until end: Unicode.Scalar?) throws -> TextProto {
    var message = TextProto()
    while true {
      if let end, skip(end) { return message }
      skipBlanks()
      if peek == nil, end == nil { return message }
      let name = try fieldName()
      let hasColon = skip(":")
      if skip("{") {
        message.fields.append(TextProto.Field(name: name, value: .message(try self.message(until: "}"))))
      } else if hasColon, skip("[") {
        while !skip("]") { message.fields.append(TextProto.Field(name: name, value: try value())) }
      } else {
        message.fields.append(TextProto.Field(name: name, value: try value()))
      }
    }
  }

  private mutating func fieldName() throws -> String {
    if skip("[") {
      let start = index
      while let byte = peek, byte != UInt8(ascii: "]") { index += 1 }
      index += 1
      return String(decoding: bytes[start..<min(index - 1, bytes.count)], as: UTF8.self)
    }
    return try word()
  }

  private mutating func word() throws -> String {
    skipBlanks()
    let start = index
    while let byte = peek, byte > 0x20, !":{}[],;<>\"'#".utf8.contains(byte) { index += 1 }
    guard index > start else { throw TextProtoError(offset: index) }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func value() throws -> TextProto.Value {
    if skip("{") { return .message(try message(until: "}")) }
    guard let first = peek, first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") else {
      return .scalar(try word())
    }
    var content: [UInt8] = []
    while let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      index += 1
      while let byte = peek, byte != quote { try character(byte, into: &content) }
      index += 1
      skipBlanks()
    }
    return .string(content)
  }

  private mutating func character(_ byte: UInt8, into content: inout [UInt8]) throws {
    index += 1
    guard byte == UInt8(ascii: "\\") else { return content.append(byte) }
    guard let kind = peek else { throw TextProtoError(offset: index) }
    index += 1
    switch kind {
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "a"): content.append(0x07)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "v"): content.append(0x0B)
    case UInt8(ascii: "x"): content.append(UInt8(truncatingIfNeeded: digits(2, radix: 16)))
    case UInt8(ascii: "u"): append(digits(4, radix: 16), to: &content)
    case UInt8(ascii: "U"): append(digits(8, radix: 16), to: &content)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      index -= 1
      content.append(UInt8(truncatingIfNeeded: digits(3, radix: 8)))
    default: content.append(kind)
    }
  }

  private func append(_ value: UInt32, to content: inout [UInt8]) {
    content += Unicode.Scalar(value).map { Array(String($0).utf8) } ?? []
  }

  private mutating func digits(_ limit: Int, radix: Int) -> UInt32 {
    var text = ""
    while text.utf8.count < limit, let byte = peek,
      UInt8(String(UnicodeScalar(byte)), radix: radix) != nil
    {
      text.unicodeScalars.append(UnicodeScalar(byte))
      index += 1
    }
    return UInt32(text, radix: radix) ?? 0
  }
}

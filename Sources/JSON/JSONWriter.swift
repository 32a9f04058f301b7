/// Writes values as compact JSON.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  let sortedKeys: Bool
  /// Spaces a level, or `nil` for everything on one line.
  let indent: Int?

  mutating func write(_ value: JSONValue, level: Int = 0) {
    switch value {
    case .null: append("null")
    case .bool(let flag): append(flag ? "true" : "false")
    case .number(let number): append(number.text)
    case .string(let string): write(string)
    case .array(let elements):
      writeContainer(open: "[", close: "]", count: elements.count, level: level) { writer, index in
        writer.write(elements[index], level: level + 1)
      }
    case .object(let object):
      let members = Array(sortedKeys ? object.sortedByKey() : object)
      writeContainer(open: "{", close: "}", count: members.count, level: level) { writer, index in
        writer.write(members[index].key)
        writer.append(writer.indent == nil ? ":" : ": ")
        writer.write(members[index].value, level: level + 1)
      }
    }
  }

  private mutating func writeContainer(
    open: String, close: String, count: Int, level: Int, element: (inout JSONWriter, Int) -> Void
  ) {
    append(open)
    for index in 0..<count {
      if index > 0 { append(",") }
      newline(level: level + 1)
      element(&self, index)
    }
    if count > 0 { newline(level: level) }
    append(close)
  }

  private mutating func newline(level: Int) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * level))
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func write(_ string: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x0a: append("\\n")
      case 0x0d: append("\\r")
      case 0x09: append("\\t")
      case 0..<0x20: appendControl(byte)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func appendControl(_ byte: UInt8) {
    let digits = Array("0123456789abcdef".utf8)
    append("\\u00")
    bytes.append(digits[Int(byte >> 4)])
    bytes.append(digits[Int(byte & 0xf)])
  }
}

extension JSONValue {
  /// The value as UTF-8 JSON, on one line unless `indent` says how many spaces a level takes.
  ///
  /// With `sortedKeys` equal values give equal bytes, which is what digests need.
  public func serialized(sortedKeys: Bool = false, indent: Int? = nil) -> [UInt8] {
    var writer = JSONWriter(sortedKeys: sortedKeys, indent: indent)
    writer.write(self)
    return writer.bytes
  }

  public func serializedString(sortedKeys: Bool = false, indent: Int? = nil) -> String {
    String(decoding: serialized(sortedKeys: sortedKeys, indent: indent), as: UTF8.self)
  }
}

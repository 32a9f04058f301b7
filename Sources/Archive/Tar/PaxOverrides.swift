/// What an extended header says about the entry that follows it.
struct PaxOverrides {
  var path: [UInt8]?
  var target: [UInt8]?
  var size: UInt64?

  var isEmpty: Bool { path == nil && target == nil && size == nil }

  /// Reads records of the form `length key=value\n`.
  mutating func read(pax bytes: [UInt8], offset: UInt64) throws {
    var position = 0
    while position < bytes.count {
      guard let space = bytes[position...].firstIndex(of: UInt8(ascii: " ")),
        let length = Self.number(bytes, position..<space), length <= bytes.count - position,
        case let end = position + length, end > space + 1, bytes[end - 1] == UInt8(ascii: "\n"),
        let equals = bytes[(space + 1)..<(end - 1)].firstIndex(of: UInt8(ascii: "="))
      else { throw ArchiveError.badHeader("malformed pax record", offset: offset) }
      let key = String(decoding: bytes[(space + 1)..<equals], as: UTF8.self)
      try apply(key, Array(bytes[(equals + 1)..<(end - 1)]), offset: offset)
      position = end
    }
  }

  private mutating func apply(_ key: String, _ value: [UInt8], offset: UInt64) throws {
    switch key {
    case "path": path = value
    case "linkpath": target = value
    case "size":
      guard let number = Self.number(value, 0..<value.count), let size = UInt64(exactly: number) else {
        throw ArchiveError.badHeader("pax size is no number", offset: offset)
      }
      self.size = size
    case _ where key.hasPrefix("GNU.sparse."):
      throw ArchiveError.badHeader("sparse files are not supported", offset: offset)
    default: break
    }
  }

  private static func number(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard !range.isEmpty, range.count <= 18 else { return nil }
    var value = 0
    for index in range {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index] else { return nil }
      value = value * 10 + Int(bytes[index] & 15)
    }
    return value
  }
}

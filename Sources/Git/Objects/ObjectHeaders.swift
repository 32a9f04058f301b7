/// The header lines of a commit or tag, and the message after the empty line.
struct ObjectHeaders {
  private var fields: [(name: String, value: String)] = []
  private(set) var message = ""

  init(_ bytes: [UInt8]) {
    var position = 0
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if end == position {
        message = String(decoding: bytes[(end + 1)...], as: UTF8.self)
        return
      }
      add(bytes[position..<end])
      position = end + 1
    }
  }

  /// A line that begins with a blank continues the one before.
  private mutating func add(_ line: ArraySlice<UInt8>) {
    if line.first == UInt8(ascii: " "), !fields.isEmpty {
      fields[fields.count - 1].value += "\n" + String(decoding: line.dropFirst(), as: UTF8.self)
      return
    }
    let space = line.firstIndex(of: UInt8(ascii: " ")) ?? line.endIndex
    let name = String(decoding: line[line.startIndex..<space], as: UTF8.self)
    let start = min(space + 1, line.endIndex)
    fields.append((name, String(decoding: line[start..<line.endIndex], as: UTF8.self)))
  }

  subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

  func objectID(_ name: String, _ format: ObjectFormat) -> ObjectID? {
    guard let id = self[name].flatMap({ ObjectID(hex: $0) }), id.format == format else { return nil }
    return id
  }
}

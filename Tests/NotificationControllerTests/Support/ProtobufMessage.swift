/// A message in the binary form of Protocol Buffers, read without knowing what its fields mean.
struct ProtobufMessage {
  enum Value: Equatable {
    case number(UInt64)
    case bytes([UInt8])
  }

  private(set) var fields: [(number: UInt64, value: Value)] = []

  /// `nil` for bytes that are no message.
  init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let tag = ProtobufMessage.varint(&rest) else { return nil }
      switch tag & 7 {
      case 0:
        guard let number = ProtobufMessage.varint(&rest) else { return nil }
        fields.append((tag >> 3, .number(number)))
      case 1:
        guard rest.count >= 8 else { return nil }
        fields.append((tag >> 3, .number(rest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) })))
        rest = rest.dropFirst(8)
      case 2:
        guard let count = ProtobufMessage.varint(&rest), count <= UInt64(rest.count) else { return nil }
        fields.append((tag >> 3, .bytes(Array(rest.prefix(Int(count))))))
        rest = rest.dropFirst(Int(count))
      default: return nil
      }
    }
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }

  func number(_ field: UInt64) -> UInt64? {
    guard case .number(let number)? = fields.first(where: { $0.number == field })?.value else { return nil }
    return number
  }

  func bytes(_ field: UInt64) -> [UInt8]? {
    guard case .bytes(let bytes)? = fields.first(where: { $0.number == field })?.value else { return nil }
    return bytes
  }

  func text(_ field: UInt64) -> String? { bytes(field).map { String(decoding: $0, as: UTF8.self) } }

  func messages(_ field: UInt64) -> [ProtobufMessage] {
    fields.compactMap { entry in
      guard entry.number == field, case .bytes(let bytes) = entry.value else { return nil }
      return ProtobufMessage(bytes)
    }
  }
}

/// The framing of Git's protocols: four hexadecimal digits of length, then the data.
///
/// Format: Git's gitprotocol-common, "pkt-line Format".
enum PktLine {
  static let flush = Array("0000".utf8)
  static let delimiter = Array("0001".utf8)
  /// The longest line, its length included.
  static let maxLength = 65520

  /// A line of text, which gets its line feed here. Requests stay far below the longest line.
  static func line(_ text: String) -> [UInt8] {
    let length = String(text.utf8.count + 5, radix: 16)
    return Array((String(repeating: "0", count: max(0, 4 - length.utf8.count)) + length + text + "\n").utf8)
  }
}

/// One unit of the framing. Data are valid only while they are handed over.
package enum Packet {
  case data(UnsafeRawBufferPointer)
  case flush
  case delimiter
  case responseEnd
}

/// Cuts a stream into packets. Keeps at most one of them.
package struct PktLineParser {
  private var pending: [UInt8] = []

  package init() {}

  /// - Throws: ``GitError/protocolViolation(_:)`` or what `body` throws.
  package mutating func feed(_ bytes: UnsafeRawBufferPointer, _ body: (Packet) throws -> Void) throws {
    var position = 0
    while position < bytes.count {
      if pending.isEmpty, let length = try Self.length(bytes, position), length <= bytes.count - position {
        try Self.emit(UnsafeRawBufferPointer(rebasing: bytes[position..<position + max(length, 4)]), length, body)
        position += max(length, 4)
      } else {
        position += try gather(UnsafeRawBufferPointer(rebasing: bytes[position...]), body)
      }
    }
  }

  /// - Throws: ``GitError/protocolViolation(_:)`` when the stream ends inside a packet.
  package func finish() throws {
    guard pending.isEmpty else { throw GitError.protocolViolation("the answer ends in the middle of a packet") }
  }

  private mutating func gather(_ bytes: UnsafeRawBufferPointer, _ body: (Packet) throws -> Void) throws -> Int {
    var used = min(bytes.count, max(0, 4 - pending.count))
    pending.append(contentsOf: bytes[0..<used])
    guard let length = try pending.withUnsafeBytes({ try Self.length($0, 0) }) else { return used }
    let count = min(bytes.count - used, max(0, length - pending.count))
    pending.append(contentsOf: bytes[used..<used + count])
    used += count
    guard pending.count >= length else { return used }
    // Taken out first: what `body` throws must not leave half a packet behind.
    let packet = pending
    pending.removeAll(keepingCapacity: true)
    try packet.withUnsafeBytes { try Self.emit($0, length, body) }
    return used
  }

  private static func emit(_ packet: UnsafeRawBufferPointer, _ length: Int, _ body: (Packet) throws -> Void) throws {
    switch length {
    case 0: try body(.flush)
    case 1: try body(.delimiter)
    case 2: try body(.responseEnd)
    default: try body(.data(UnsafeRawBufferPointer(rebasing: packet[4...])))
    }
  }

  /// The length in front of a packet, or `nil` when its four digits are not all there.
  private static func length(_ bytes: UnsafeRawBufferPointer, _ position: Int) throws -> Int? {
    guard bytes.count - position >= 4 else { return nil }
    var value = 0
    for index in position..<position + 4 {
      guard let digit = hexValue(bytes[index]) else {
        throw GitError.protocolViolation("a packet does not start with its length")
      }
      value = value << 4 | digit
    }
    guard value != 3, value <= PktLine.maxLength else {
      throw GitError.protocolViolation("a packet has the impossible length \(value)")
    }
    return value
  }

  private static func hexValue(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}

extension UnsafeRawBufferPointer {
  /// A line of text without its line feed.
  var lineText: String {
    String(decoding: last == UInt8(ascii: "\n") ? self[0..<count - 1] : self[...], as: UTF8.self)
  }

  /// Whether the line starts with these characters.
  func hasPrefix(_ text: String) -> Bool { starts(with: text.utf8) }
}

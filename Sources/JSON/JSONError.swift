/// Why bytes are not the JSON that was expected.
public struct JSONError: Error, Hashable, CustomStringConvertible {
  public enum Reason: Hashable, Sendable {
    case unexpectedEnd
    case unexpectedByte(UInt8, expected: String)
    case invalidNumber
    case invalidString(String)
    case tooDeep(limit: Int)
    case trailingData
  }

  public let reason: Reason
  /// Where in the input, in bytes from its start.
  public let offset: Int

  package init(reason: Reason, offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  public var description: String {
    switch reason {
    case .unexpectedEnd: "JSON ends too early, at byte \(offset)"
    case .unexpectedByte(let byte, let expected):
      "JSON has \(JSONError.printable(byte)) at byte \(offset) where \(expected) should be"
    case .invalidNumber: "JSON has a malformed number at byte \(offset)"
    case .invalidString(let why): "JSON has a malformed string at byte \(offset): \(why)"
    case .tooDeep(let limit): "JSON is nested deeper than \(limit) levels, at byte \(offset)"
    case .trailingData: "JSON goes on after its end, at byte \(offset)"
    }
  }

  private static func printable(_ byte: UInt8) -> String {
    (0x20..<0x7f).contains(byte) ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
  }
}

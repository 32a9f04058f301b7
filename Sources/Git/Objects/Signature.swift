/// Who did something, and when.
public struct Signature: Sendable, Equatable {
  public let name: String
  public let email: String
  /// Seconds since 1970, UTC.
  public let time: Int64
  /// Minutes east of UTC, as the person's clock was set.
  public let offset: Int

  /// Reads `Name <email> seconds +hhmm`. A time that is no number counts as zero, as it does for Git.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard let open = bytes.firstIndex(of: UInt8(ascii: "<")), let close = bytes.lastIndex(of: UInt8(ascii: ">")),
      open < close
    else { return nil }
    var nameEnd = open
    while nameEnd > 0, bytes[nameEnd - 1] == UInt8(ascii: " ") { nameEnd -= 1 }
    name = String(decoding: bytes[0..<nameEnd], as: UTF8.self)
    email = String(decoding: bytes[(open + 1)..<close], as: UTF8.self)
    let rest = bytes[(close + 1)...].split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    time = rest.first.flatMap { Int64($0) } ?? 0
    offset = rest.count > 1 ? Self.minutes(rest[1]) : 0
  }

  private static func minutes(_ zone: String) -> Int {
    guard let value = Int(zone), -9999...9999 ~= value else { return 0 }
    return value / 100 * 60 + value % 100
  }
}

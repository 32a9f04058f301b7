/// A point in time as Go writes it into a release record. The text is kept as it was read, so that a record that was
/// read is the same when it is written.
public struct ReleaseTime: Hashable, Sendable, CustomStringConvertible {
  /// RFC 3339 with up to nine digits of fraction.
  public let text: String

  public init(text: String) { self.text = text }

  /// - Parameter microTime: RFC 3339 in UTC with a fraction, for example `2026-11-23T12:00:00.250000Z`.
  public init(microTime: String) {
    guard microTime.hasSuffix("Z"), let point = microTime.lastIndex(of: ".") else {
      text = microTime
      return
    }
    var fraction = microTime[microTime.index(after: point)...].dropLast()
    while fraction.hasSuffix("0") { fraction = fraction.dropLast() }
    text = microTime[..<point] + (fraction.isEmpty ? "" : ".\(fraction)") + "Z"
  }

  public var description: String { text }
}

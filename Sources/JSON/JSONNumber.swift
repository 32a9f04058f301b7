/// A JSON number that keeps the text it was written with.
///
/// Kubernetes objects hold 64-bit integers, decimals and exponents that a `Double` would change. Keeping the
/// text means that an object that is read and written again is the same object.
public struct JSONNumber: Sendable {
  /// The number as written, for example `1`, `1.50` or `2e10`.
  public let text: String

  /// A number with exactly this text; `nil` when the text is not a number in JSON's grammar.
  public init?(text: String) {
    guard JSONNumber.isValid(Array(text.utf8)) else { return nil }
    self.text = text
  }

  /// A number whose text the parser has already checked.
  init(checked text: String) { self.text = text }

  public init(_ value: Int) { text = String(value) }
  public init(_ value: Int64) { text = String(value) }
  public init(_ value: UInt64) { text = String(value) }

  /// A number for a finite value; JSON has no infinities, so the others become `nil`.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    if let whole = Int64(exactly: value), abs(value) < 1e15 {
      text = String(whole)
    } else {
      text = "\(value)"
    }
  }

  /// The value as a 64-bit integer, when it is one. `1.0` and `1e3` are integers, `1.5` is not.
  public var int64: Int64? {
    if let value = Int64(text) { return value }
    guard let double = Double(text) else { return nil }
    return Int64(exactly: double)
  }

  public var int: Int? { int64.flatMap { Int(exactly: $0) } }

  public var double: Double? { Double(text) }

  private static func isValid(_ bytes: [UInt8]) -> Bool {
    var scanner = JSONScanner(bytes: bytes)
    return (try? scanner.scanNumber()) != nil && scanner.isAtEnd
  }
}

extension JSONNumber: Hashable {
  /// Two numbers are equal when they have the same value, not the same text: an API server may answer `1` to `1.0`.
  public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
    if left.text == right.text { return true }
    if let a = left.int64, let b = right.int64 { return a == b }
    return left.double == right.double
  }

  public func hash(into hasher: inout Hasher) {
    if let value = int64 { hasher.combine(value) } else { hasher.combine(double) }
  }
}

import Glibc

/// Numbers with a fixed count of digits behind the point, rounded half to even.
enum FixedPoint {
  enum Style: String {
    case fixed = "%.*f"
    case scientific = "%.*e"
  }

  /// Nil for values that are not numbers. `precision` is at most 100.
  static func text(_ value: CELValue, precision: Int, style: Style) -> String? {
    switch value {
    case .int(let value): text(Double(value), precision: precision, style: style)
    case .uint(let value): text(Double(value), precision: precision, style: style)
    case .double(let value): text(value, precision: precision, style: style)
    default: nil
    }
  }

  private static func text(_ value: Double, precision: Int, style: Style) -> String {
    guard value.isFinite else { return value.celDecimalText }
    // 309 digits, a sign, a point and the precision at most.
    var buffer = [CChar](repeating: 0, count: 512)
    let count = withVaList([Int32(clamping: precision), value]) {
      vsnprintf(&buffer, buffer.count, style.rawValue, $0)
    }
    let digits = buffer.prefix(max(0, Int(count))).map { UInt8(bitPattern: $0) }
    return String(decoding: digits, as: UTF8.self)
  }
}

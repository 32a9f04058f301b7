/// Conversions between types as the libraries behind Sprig do them: what makes no sense becomes zero.
enum Cast {
  /// `strval`: the text of a value.
  static func text(_ value: TemplateValue) -> TemplateValue {
    switch value {
    case .string, .rawString: value
    case .bytes(let bytes): TemplateValue(bytes: bytes)
    default: TemplateValue(bytes: Formatter.print([value]))
    }
  }

  static func int64(_ value: TemplateValue) -> Int64 {
    switch value {
    case .bool(let value): value ? 1 : 0
    case .int(let value): Int64(value)
    case .int64(let value): value
    case .uint8(let value): Int64(value)
    case .uint64(let value): Int64(truncatingIfNeeded: value)
    case .float64(let value): truncated(value)
    case .string(let text): integer(text)
    case .object(let named as NamedNumber): Int64(named.number)
    default: 0
    }
  }

  /// Go's conversion on 64-bit Intel: what does not fit becomes the least number.
  private static func truncated(_ value: Double) -> Int64 {
    Int64(exactly: value.rounded(.towardZero)) ?? .min
  }

  private static func integer(_ text: String) -> Int64 {
    GoNumbers.parseSigned(withoutDecimals(text), base: 0) ?? 0
  }

  /// `12.00` is read as `12`; other decimals make it no whole number.
  private static func withoutDecimals(_ text: String) -> String {
    guard let point = text.utf8.lastIndex(of: UInt8(ascii: ".")) else { return text }
    let decimals = text.utf8[text.utf8.index(after: point)...]
    return !decimals.isEmpty && decimals.allSatisfy { $0 == 0x30 } ? String(text[..<point]) : text
  }

  static func int(_ value: TemplateValue) -> Int { Int(int64(value)) }

  static func float64(_ value: TemplateValue) -> Double {
    switch value {
    case .bool(let value): value ? 1 : 0
    case .int(let value): Double(value)
    case .int64(let value): Double(value)
    case .uint8(let value): Double(value)
    case .uint64(let value): Double(value)
    case .float64(let value): value
    case .string(let text): GoNumbers.parseFloat(text) ?? 0
    case .object(let named as NamedNumber): Double(named.number)
    default: 0
    }
  }

  /// `strslice`: the texts of a list's elements without nils; of anything else, its own.
  static func texts(_ value: TemplateValue) -> [TemplateValue] {
    if case .list(let list) = value, list.elementType == .string { return list.elements }
    if let elements = value.elements { return elements.filter { !$0.isNull }.map(text) }
    return value.isNull ? [] : [text(value)]
  }
}

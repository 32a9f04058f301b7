import YAML

/// Numbers as Go's JSON encoder writes them: decimal below 1e21, with an exponent beyond.
enum GoJSONNumber {
  static func text(_ value: Double) -> String {
    if value == 0 { return value.sign == .minus ? "-0" : "0" }
    let magnitude = value.magnitude
    if magnitude < 1e-6 || magnitude >= 1e21 { return exponential(value) }
    if let whole = Int64(exactly: value) { return String(whole) }
    return positional(value)
  }

  /// `1e-07` becomes `1e-7`.
  private static func exponential(_ value: Double) -> String {
    var text = "\(value)"
    if let mark = text.firstIndex(of: "e") {
      var mantissa = text[..<mark]
      if mantissa.hasSuffix(".0") { mantissa = mantissa.dropLast(2) }
      let exponent = text[text.index(after: mark)...]
      text = exponent.hasPrefix("-") || exponent.hasPrefix("+") ? "\(mantissa)e\(exponent)" : "\(mantissa)e+\(exponent)"
    }
    return text
  }

  /// The shortest digits that identify the value, without an exponent.
  private static func positional(_ value: Double) -> String {
    let text = "\(value)"
    guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]) else {
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
    var digits = text[..<mark].filter { $0 != "." && $0 != "-" }
    let sign = value < 0 ? "-" : ""
    let hasPoint = text[..<mark].contains(".")
    // A mantissa has one digit before its point.
    if hasPoint, digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
    if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
    if digits.count <= exponent + 1 {
      return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count)
    }
    return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
  }
}

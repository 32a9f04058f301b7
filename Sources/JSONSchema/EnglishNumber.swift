/// Numbers in messages, as they are written for readers of English: `1,234.5`, `1.5×10⁰⁶`.
enum EnglishNumber {
  static func text(_ value: Int) -> String {
    let digits = String(value.magnitude)
    return (value < 0 ? "-" : "") + grouped(digits)
  }

  static func text(_ value: Decimal) -> String {
    guard let double = Double(value.text) else { return value.text }
    return text(double)
  }

  static func text(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-∞" : "∞" }
    guard let decimal = Decimal("\(value)") else { return "\(value)" }
    let sign = value.sign == .minus ? "-" : ""
    let digits = decimal.digits.isEmpty ? "0" : decimal.digitText
    let exponent = decimal.digits.isEmpty ? 0 : decimal.exponent - 1
    if exponent < -4 || exponent >= 6 {
      let fraction = digits.dropFirst()
      return sign + digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + "×10" + superscript(exponent)
    }
    if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
    let whole = digits.prefix(exponent + 1)
    let fraction = digits.dropFirst(exponent + 1)
    let padding = String(repeating: "0", count: max(0, exponent + 1 - whole.count))
    return sign + grouped(whole + padding) + (fraction.isEmpty ? "" : "." + fraction)
  }

  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return result
  }

  private static func superscript(_ exponent: Int) -> String {
    let raised: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let digits = String(exponent.magnitude)
    let padded = digits.count < 2 ? "0" + digits : digits
    let text = padded.compactMap { $0.wholeNumberValue }.map { raised[$0 % raised.count] }
    return (exponent < 0 ? "⁻" : "") + String(text)
  }
}

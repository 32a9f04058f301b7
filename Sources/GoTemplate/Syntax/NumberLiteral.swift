import GoQuoting

/// A number or character constant, with each type that it can stand for.
struct NumberLiteral: Sendable {
  struct Malformed: Error { let message: String }

  /// As written.
  let text: String
  private(set) var int: Int64?
  private(set) var uint: UInt64?
  private(set) var float: Double?
  /// Written as a floating-point number: where no type is asked for, it is one.
  private(set) var isFloat = false

  init(_ text: String, kind: Token.Kind) throws(Malformed) {
    self.text = text
    if kind == .charConstant {
      if text == "''" { throw Malformed(message: "invalid syntax") }
      guard let scalar = GoQuote.unquoteCharacter(text) else {
        throw Malformed(message: "malformed character constant: \(text)")
      }
      int = Int64(scalar)
      uint = UInt64(scalar)
      float = Double(scalar)
      return
    }
    // Go has complex constants, which no function of a template takes.
    if kind == .complex || text.hasSuffix("i") {
      throw Malformed(message: "complex numbers are not supported: \(GoQuote.double(text))")
    }
    let isMarked = text.utf8.contains { ".eEpP".utf8.contains($0) }
    uint = text.hasPrefix("-") || text.hasPrefix("+") ? nil : NumberLiteral.magnitude(text).map { $0 }
    int = NumberLiteral.signed(text)
    if int == 0 { uint = 0 }
    if let int {
      float = Double(int)
    } else if let uint {
      float = Double(uint)
    } else if let value = GoNumbers.parseFloat(text) {
      guard isMarked else { throw Malformed(message: "integer overflow: \(GoQuote.double(text))") }
      float = value
      int = Int64(exactly: value)
      uint = UInt64(exactly: value)
    }
    guard float != nil else { throw Malformed(message: "illegal number syntax: \(GoQuote.double(text))") }
    isFloat = isMarked && !NumberLiteral.isHexadecimal(text)
  }

  private static func isHexadecimal(_ text: String) -> Bool {
    let bytes = Array(text.utf8.prefix(2))
    guard bytes == Array("0x".utf8) || bytes == Array("0X".utf8) else { return false }
    return !text.utf8.contains { "pP".utf8.contains($0) }
  }

  private static func signed(_ text: String) -> Int64? {
    let isNegative = text.hasPrefix("-")
    let digits = isNegative || text.hasPrefix("+") ? String(text.dropFirst()) : text
    guard let magnitude = magnitude(digits) else { return nil }
    if isNegative { return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
    return Int64(exactly: magnitude)
  }

  private static func magnitude(_ text: String) -> UInt64? { GoNumbers.parseUnsigned(text, base: 0) }
}

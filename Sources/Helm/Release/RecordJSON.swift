package import JSON

/// JSON as Go's `encoding/json` writes it: `<`, `>`, `&` and two line separators escaped, numbers as a float64 prints.
enum RecordJSON {
  static func encode(_ value: JSONValue) -> [UInt8] {
    var output: [UInt8] = []
    write(value, to: &output)
    return output
  }

  private static func write(_ value: JSONValue, to output: inout [UInt8]) {
    switch value {
    case .null: output += "null".utf8
    case .bool(let flag): output += (flag ? "true" : "false").utf8
    case .number(let number): output += RecordNumber.text(number).utf8
    case .string(let text): write(text, to: &output)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        write(element, to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        write(member.key, to: &output)
        output.append(UInt8(ascii: ":"))
        write(member.value, to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var bytes = text.utf8.makeIterator()
    var held: [UInt8] = []
    while let byte = held.isEmpty ? bytes.next() : held.removeFirst() {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
      case 0x08: output += "\\b".utf8
      case 0x0C: output += "\\f".utf8
      case 0x0A: output += "\\n".utf8
      case 0x0D: output += "\\r".utf8
      case 0x09: output += "\\t".utf8
      case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), 0x00..<0x20: escape(byte, to: &output)
      case 0xE2:
        guard let second = bytes.next() else { return output.append(byte) }
        guard second == 0x80, let third = bytes.next() else {
          output.append(byte)
          held.append(second)
          continue
        }
        if third == 0xA8 || third == 0xA9 {
          output += (third == 0xA8 ? "\\u2028" : "\\u2029").utf8
        } else {
          output += [byte, second, third]
        }
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  private static func escape(_ byte: UInt8, to output: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    output += "\\u00".utf8
    output += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
}

/// Numbers as a Go program writes them that has read them into an `any`: all are float64.
enum RecordNumber {
  static func text(_ number: JSONNumber) -> String {
    if let whole = number.int64, whole.magnitude < 1 << 53 { return String(whole) }
    guard let value = number.double, value.isFinite else { return number.text }
    return text(value)
  }

  /// The shortest digits that read back as the same number, with an exponent when it is below -6 or above 20.
  static func text(_ value: Double) -> String {
    if value == 0 { return value.sign == .minus ? "-0" : "0" }
    let (digits, exponent) = decimal(value.magnitude)
    let sign = value < 0 ? "-" : ""
    if value.magnitude < 1e-6 || value.magnitude >= 1e21 {
      let mantissa = digits.prefix(1) + (digits.count > 1 ? "." + digits.dropFirst() : "")
      return "\(sign)\(mantissa)e\(exponent < 0 ? "-" : "+")\(padded(exponent.magnitude))"
    }
    if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
    if digits.count <= exponent + 1 {
      return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count)
    }
    return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
  }

  /// Go writes `e-7` in JSON, not `e-07`, but keeps two digits above nine.
  private static func padded(_ exponent: UInt) -> String { String(exponent) }

  /// The shortest decimal digits of a positive number and the power of ten of the first of them.
  private static func decimal(_ value: Double) -> (digits: String, exponent: Int) {
    let text = "\(value)"
    let parts = text.split(separator: "e", maxSplits: 1)
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts.first ?? "0"
    let point = mantissa.firstIndex(of: ".")
    let whole = point.map { mantissa[..<$0] } ?? mantissa
    let fraction = point.map { mantissa[mantissa.index(after: $0)...] } ?? ""
    var digits = String(whole + fraction)
    exponent += whole.count - 1
    while digits.hasPrefix("0"), digits.count > 1 {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
    return (digits, exponent)
  }
}

extension JSONValue {
  /// The value as Go's `encoding/json` writes it, members in their order.
  package func goSerialized() -> [UInt8] { RecordJSON.encode(self) }
}

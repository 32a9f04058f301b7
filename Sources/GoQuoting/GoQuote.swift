/// Strings in quotes as Go's `strconv` writes and reads them: the error texts of the tools that we agree with are full
/// of them.
public enum GoQuote {
  /// In double quotes, with what is not printable escaped.
  public static func double(_ text: String) -> String {
    var out: [UInt8] = []
    append(Array(text.utf8), to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// In single quotes, in which double ones stand as they are: what schema errors use.
  public static func single(_ text: String) -> String {
    let inner = double(text).dropFirst().dropLast().replacing("\\\"", with: "\"").replacing("'", with: "\\'")
    return "'\(inner)'"
  }

  /// Appends bytes in double quotes; bytes that are no UTF-8 become `\xNN`.
  public static func append(_ bytes: [UInt8], to out: inout [UInt8], asciiOnly: Bool = false) {
    out.reserveCapacity(out.count + bytes.count + 2)
    out.append(UInt8(ascii: "\""))
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte >= 0x20, byte < 0x7F {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { out.append(UInt8(ascii: "\\")) }
        out.append(byte)
        index += 1
        continue
      }
      guard let (scalar, width) = Scalars.decode(bytes, at: index) else {
        out.append(contentsOf: "\\x".utf8)
        appendHex(UInt32(byte), digits: 2, to: &out)
        index += 1
        continue
      }
      if scalar.value >= 0x80, !asciiOnly, isPrintable(scalar) {
        out.append(contentsOf: bytes[index..<index + width])
      } else {
        escape(scalar, to: &out)
      }
      index += width
    }
    out.append(UInt8(ascii: "\""))
  }

  /// Appends the escape that stands for a character.
  public static func escape(_ scalar: Unicode.Scalar, to out: inout [UInt8]) {
    let short: String? =
      switch scalar.value {
      case 0x07: "\\a"
      case 0x08: "\\b"
      case 0x0C: "\\f"
      case 0x0A: "\\n"
      case 0x0D: "\\r"
      case 0x09: "\\t"
      case 0x0B: "\\v"
      default: nil
      }
    if let short {
      out.append(contentsOf: short.utf8)
    } else if scalar.value < 0x20 || scalar.value == 0x7F {
      out.append(contentsOf: "\\x".utf8)
      appendHex(scalar.value, digits: 2, to: &out)
    } else if scalar.value < 0x10000 {
      out.append(contentsOf: "\\u".utf8)
      appendHex(scalar.value, digits: 4, to: &out)
    } else {
      out.append(contentsOf: "\\U".utf8)
      appendHex(scalar.value, digits: 8, to: &out)
    }
  }

  /// Appends a number in hexadecimal digits, at least as many as asked for.
  public static func appendHex(_ value: UInt32, digits: Int, to out: inout [UInt8]) {
    let text = String(value, radix: 16)
    out.append(contentsOf: repeatElement(0x30, count: max(0, digits - text.utf8.count)))
    out.append(contentsOf: text.utf8)
  }

  /// Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII blank.
  public static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
      .paragraphSeparator:
      return false
    default: return true
    }
  }
}

/// Characters of byte strings that may not be UTF-8.
public enum Scalars {
  /// The character that starts at a place and its length; `nil` where there is none or no UTF-8.
  public static func decode(_ bytes: [UInt8], at index: Int) -> (Unicode.Scalar, Int)? {
    guard bytes.indices.contains(index) else { return nil }
    if bytes[index] < 0x80 { return (Unicode.Scalar(bytes[index]), 1) }
    var decoder = UTF8()
    var rest = bytes[index..<min(index + 4, bytes.count)].makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&rest) else { return nil }
    return (scalar, UTF8.width(scalar))
  }
}

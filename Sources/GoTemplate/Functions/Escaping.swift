import GoQuoting

extension TemplateFunctions {
  mutating func addEscaping() {
    add("html", variadic: .any) { call in TemplateValue(bytes: Escaping.html(Escaping.text(call.arguments))) }
    add("js", variadic: .any) { call in TemplateValue(bytes: Escaping.javaScript(Escaping.text(call.arguments))) }
    add("urlquery", variadic: .any) { call in
      TemplateValue(bytes: Escaping.query(Escaping.text(call.arguments)))
    }
  }
}

/// Text made safe for other languages, as text/template does it.
enum Escaping {
  /// A single string as it is, others as `print` prints them.
  static func text(_ arguments: [TemplateValue]) -> [UInt8] {
    if arguments.count == 1, let bytes = arguments[0].stringBytes { return bytes }
    return Formatter.print(arguments.map { $0.isNull ? .string("<no value>") : $0 })
  }

  static func html(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    for byte in text {
      switch byte {
      case 0: out += Array("\u{FFFD}".utf8)
      case UInt8(ascii: "\""): out += Array("&#34;".utf8)
      case UInt8(ascii: "'"): out += Array("&#39;".utf8)
      case UInt8(ascii: "&"): out += Array("&amp;".utf8)
      case UInt8(ascii: "<"): out += Array("&lt;".utf8)
      case UInt8(ascii: ">"): out += Array("&gt;".utf8)
      default: out.append(byte)
      }
    }
    return out
  }

  static func javaScript(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    var index = 0
    while index < text.count {
      let byte = text[index]
      let width: Int
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""):
        out += [UInt8(ascii: "\\"), byte]
        width = 1
      case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "="), 0..<0x20:
        out += Array("\\u00".utf8)
        let hex = String(byte, radix: 16, uppercase: true)
        out += Array((hex.utf8.count < 2 ? "0" + hex : hex).utf8)
        width = 1
      case 0x20..<0x80:
        out.append(byte)
        width = 1
      default:
        let (scalar, count) = Scalars.decode(text, at: index) ?? ("\u{FFFD}", 1)
        if GoQuote.isPrintable(scalar) {
          out += text[index..<index + count]
        } else {
          let hex = String(scalar.value, radix: 16, uppercase: true)
          out += Array(("\\u" + String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex).utf8)
        }
        width = count
      }
      index += width
    }
    return out
  }

  /// `url.QueryEscape`.
  static func query(_ text: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in text {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "~"):
        out.append(byte)
      case 0x20: out.append(UInt8(ascii: "+"))
      default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return out
  }
}

import GoQuoting

/// `fmt.Sprintf`: a format, read from left to right.
struct FormatText {
  private let format: [UInt8]
  private let values: ArraySlice<TemplateValue>
  private var formatter = Formatter()
  private var index = 0
  /// The argument that comes next, counted from zero.
  private var argument = 0
  private var isReordered = false
  private var isGoodIndex = true

  /// Go takes no greater widths and precisions.
  private static let maximumWidth = 1_000_000

  /// - Parameter limit: how long the text may grow; a few bytes of format ask for megabytes of blanks.
  /// - Returns: `nil` when it would be longer.
  static func print(
    _ format: [UInt8], _ values: ArraySlice<TemplateValue>, limit: Int = 1 << 26
  ) -> [UInt8]? {
    var text = FormatText(format: format, values: values)
    text.formatter.limit = limit
    return text.run(limit) ? text.formatter.out : nil
  }

  private init(format: [UInt8], values: ArraySlice<TemplateValue>) {
    self.format = format
    self.values = values
  }

  private var byte: UInt8? { index < format.count ? format[index] : nil }

  private func value(_ number: Int) -> TemplateValue? {
    number >= 0 && number < values.count ? values[values.startIndex + number] : nil
  }

  private mutating func write(_ text: String) { formatter.out.append(contentsOf: text.utf8) }

  private mutating func run(_ limit: Int) -> Bool {
    while index < format.count {
      let start = index
      while index < format.count, format[index] != UInt8(ascii: "%") { index += 1 }
      formatter.out.append(contentsOf: format[start..<index])
      guard index < format.count else { break }
      index += 1
      formatter.flags = Formatter.Flags()
      isGoodIndex = true
      directive()
      if formatter.out.count > limit { return false }
    }
    formatter.flags = Formatter.Flags()
    extra()
    return formatter.out.count <= limit
  }

  private mutating func directive() {
    readFlags()
    var afterIndex = argumentNumber()
    if byte == UInt8(ascii: "*") {
      index += 1
      star(isWidth: true)
      afterIndex = false
    } else {
      formatter.flags.width = number()
      if afterIndex, formatter.flags.width != nil { isGoodIndex = false }
    }
    if byte == UInt8(ascii: ".") {
      index += 1
      if afterIndex { isGoodIndex = false }
      afterIndex = argumentNumber()
      if byte == UInt8(ascii: "*") {
        index += 1
        star(isWidth: false)
        afterIndex = false
      } else {
        formatter.flags.precision = number() ?? 0
      }
    }
    if !afterIndex { afterIndex = argumentNumber() }
    verb()
  }

  private mutating func readFlags() {
    while let flag = byte {
      switch flag {
      case UInt8(ascii: "#"): formatter.flags.sharp = true
      case UInt8(ascii: "0"): formatter.flags.zero = true
      case UInt8(ascii: "+"): formatter.flags.plus = true
      case UInt8(ascii: "-"): formatter.flags.minus = true
      case UInt8(ascii: " "): formatter.flags.space = true
      default: return
      }
      index += 1
    }
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let digit = byte, 0x30...0x39 ~= digit {
      // Go gives up on the whole format.
      if let value, value > FormatText.maximumWidth {
        index = format.count
        return nil
      }
      value = (value ?? 0) * 10 + Int(digit - 0x30)
      index += 1
    }
    return value
  }

  /// `[3]`: the number of the argument to take next.
  private mutating func argumentNumber() -> Bool {
    guard byte == UInt8(ascii: "[") else { return false }
    isReordered = true
    guard let close = format[index...].firstIndex(of: UInt8(ascii: "]")) else {
      isGoodIndex = false
      index += 1
      return false
    }
    let text = String(decoding: format[(index + 1)..<close], as: UTF8.self)
    index = close + 1
    guard let number = Int(text), number >= 1, number <= values.count else {
      isGoodIndex = false
      return true
    }
    argument = number - 1
    return true
  }

  private mutating func star(isWidth: Bool) {
    guard case .int(let number)? = value(argument), number.magnitude <= UInt(FormatText.maximumWidth) else {
      if argument < values.count { argument += 1 }
      return write(isWidth ? "%!(BADWIDTH)" : "%!(BADPREC)")
    }
    argument += 1
    if isWidth {
      formatter.flags.width = abs(number)
      if number < 0 { formatter.flags.minus = true }
    } else if number >= 0 {
      formatter.flags.precision = number
    } else {
      write("%!(BADPREC)")
    }
  }

  private mutating func verb() {
    guard index < format.count else { return write("%!(NOVERB)") }
    let (verb, width) = Scalars.decode(format, at: index) ?? ("\u{FFFD}", 1)
    index += width
    if formatter.flags.minus { formatter.flags.zero = false }
    if verb == "%" {
      formatter.out.append(UInt8(ascii: "%"))
    } else if !isGoodIndex {
      write("%!\(verb)(BADINDEX)")
    } else if let value = value(argument) {
      argument += 1
      if verb == "v" {
        formatter.flags.sharpV = formatter.flags.sharp
        formatter.flags.sharp = false
        formatter.flags.plusV = formatter.flags.plus
        formatter.flags.plus = false
      }
      formatter.print(value, verb)
    } else {
      write("%!\(verb)(MISSING)")
    }
  }

  private mutating func extra() {
    guard !isReordered, argument < values.count else { return }
    write("%!(EXTRA ")
    for number in argument..<values.count {
      if number > argument { write(", ") }
      guard let value = value(number) else { continue }
      if value.isNull {
        write("<nil>")
      } else {
        write("\(value.typeName)=")
        formatter.print(value, "v")
      }
    }
    write(")")
  }
}

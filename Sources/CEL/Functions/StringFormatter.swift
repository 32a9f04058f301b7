/// `"...".format([...])` of the strings extension: `%s %d %f %e %x %X %o %b %%`, with a precision
/// for `%f` and `%e`.
struct StringFormatter {
  typealias Reason = CELEvaluationError.Reason

  private let template: [Unicode.Scalar]
  private let arguments: CELList
  private var index = 0
  private var nextArgument = 0
  private var output = ""

  private init(template: String, arguments: CELList) {
    self.template = Array(template.unicodeScalars)
    self.arguments = arguments
  }

  static func format(
    _ template: String, _ arguments: CELList, _ budget: inout Budget
  ) throws(Reason) -> String {
    var formatter = StringFormatter(template: template, arguments: arguments)
    return try formatter.run(&budget)
  }

  private mutating func run(_ budget: inout Budget) throws(Reason) -> String {
    try budget.produce(bytes: template.count * 4)
    while index < template.count {
      let scalar = template[index]
      index += 1
      if scalar == "%" { try conversion(&budget) } else { output.unicodeScalars.append(scalar) }
    }
    return output
  }

  private mutating func conversion(_ budget: inout Budget) throws(Reason) {
    if peek == "%" {
      index += 1
      output += "%"
      return
    }
    let precision = try precision()
    guard let verb = peek else { throw .invalidArgument("format: unexpected end of the format string") }
    index += 1
    guard let argument = arguments[nextArgument] else {
      throw .invalidArgument("format: index \(nextArgument) out of range")
    }
    nextArgument += 1
    let text = try format(argument, verb, precision, &budget)
    try budget.produce(bytes: text.utf8.count)
    output += text
  }

  private var peek: Unicode.Scalar? { index < template.count ? template[index] : nil }

  private mutating func precision() throws(Reason) -> Int? {
    guard peek == "." else { return nil }
    index += 1
    var value = 0
    let start = index
    while let digit = peek, let number = Int(String(digit)), value < 1000 {
      value = value * 10 + number
      index += 1
    }
    guard index > start, value <= 100 else {
      throw .invalidArgument("format: the precision must be a number up to 100")
    }
    return value
  }

  private func format(
    _ value: CELValue, _ verb: Unicode.Scalar, _ precision: Int?, _ budget: inout Budget
  ) throws(Reason) -> String {
    let text: String? =
      switch verb {
      case "s": try plainText(value, &budget)
      case "d": decimal(value)
      case "f": FixedPoint.text(value, precision: precision ?? 6, style: .fixed)
      case "e": FixedPoint.text(value, precision: precision ?? 6, style: .scientific)
      case "x": try hexadecimal(value, uppercase: false, &budget)
      case "X": try hexadecimal(value, uppercase: true, &budget)
      case "o": integer(value, radix: 8)
      case "b": binary(value)
      default: throw .invalidArgument("format: unrecognized formatting clause \"\(verb)\"")
      }
    guard let text else {
      throw .invalidArgument("format: %\(verb) does not take a value of type \(value.type)")
    }
    return text
  }

  private func integer(_ value: CELValue, radix: Int, uppercase: Bool = false) -> String? {
    switch value {
    case .int(let value): String(value, radix: radix, uppercase: uppercase)
    case .uint(let value): String(value, radix: radix, uppercase: uppercase)
    default: nil
    }
  }

  private func decimal(_ value: CELValue) -> String? {
    if case .double(let value) = value { return value.celDecimalText }
    return integer(value, radix: 10)
  }

  private func binary(_ value: CELValue) -> String? {
    if case .bool(let value) = value { return value ? "1" : "0" }
    return integer(value, radix: 2)
  }

  private func hexadecimal(
    _ value: CELValue, uppercase: Bool, _ budget: inout Budget
  ) throws(Reason) -> String? {
    let bytes: [UInt8]
    switch value {
    case .string(let text): bytes = Array(text.utf8)
    case .bytes(let value): bytes = value
    default: return integer(value, radix: 16, uppercase: uppercase)
    }
    try budget.produce(bytes: bytes.count * 2)
    return bytes.reduce(into: "") { text, byte in
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: uppercase)
    }
  }
}

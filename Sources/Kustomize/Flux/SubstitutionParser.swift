/// Takes a text apart into plain text and expressions, one part at a time.
struct SubstitutionParser {
  indirect enum Part {
    case text(String)
    case expression(Expression)
  }

  /// `${name}`, or `${name` with a function and its arguments.
  struct Expression {
    var name: String
    /// The operator, such as `:-` or `//`; empty for none.
    var function = ""
    var arguments: [Part] = []

    /// Whether the function deals with a missing value itself.
    var hasDefault: Bool { ["=", ":-", ":+", ":=", ":?"].contains(function) }
  }

  /// Which characters a backslash or a dollar sign may take the meaning from.
  private enum Escapes { case none, dollar, all }

  private let text: [Unicode.Scalar]
  private var index = 0
  private var depth = 0

  private static let maximumDepth = 100

  init(_ text: String) { self.text = Array(text.unicodeScalars) }

  /// The next part; `nil` at the end.
  mutating func next() throws(SubstitutionError) -> Part? {
    guard index < text.count else { return nil }
    if takeOpening() { return try expression() }
    return .text(plain(escapes: .dollar) { _ in true })
  }

  private var peek: Unicode.Scalar? { index < text.count ? text[index] : nil }

  private var isAtOpening: Bool { index + 1 < text.count && text[index] == "$" && text[index + 1] == "{" }

  private mutating func takeOpening() -> Bool {
    guard isAtOpening else { return false }
    index += 2
    return true
  }

  /// Text up to the next `${` or the first character that is not accepted.
  private mutating func plain(escapes: Escapes, _ accepts: (Unicode.Scalar) -> Bool) -> String {
    var result = String.UnicodeScalarView()
    while let scalar = peek, !isAtOpening {
      if let escaped = escaped(scalar, escapes) {
        result.append(escaped)
        index += 2
        continue
      }
      guard accepts(scalar) else { break }
      result.append(scalar)
      index += 1
    }
    return String(result)
  }

  /// The character that an escape at this place stands for.
  private func escaped(_ scalar: Unicode.Scalar, _ escapes: Escapes) -> Unicode.Scalar? {
    guard escapes != .none, index + 1 < text.count else { return nil }
    let next = text[index + 1]
    if scalar == "$" && next == "$" { return next }
    if escapes == .all && scalar == "\\" && (next == "/" || next == "\\") { return next }
    return nil
  }

  private mutating func take(upTo count: Int, _ accepts: (Unicode.Scalar) -> Bool) -> String {
    var result = String.UnicodeScalarView()
    while result.count < count, let scalar = peek, accepts(scalar) {
      result.append(scalar)
      index += 1
    }
    return String(result)
  }

  private mutating func close() throws(SubstitutionError) {
    guard peek == "}" else { throw .badSubstitution }
    index += 1
  }
}

// MARK: Expressions

extension SubstitutionParser {
  private mutating func expression() throws(SubstitutionError) -> Part {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw .nestedTooDeeply }
    if peek == "#" { return try length() }
    let name = name()
    guard !name.isEmpty else { throw .missingName }
    var expression = Expression(name: name)
    switch peek {
    case ":":
      let next = index + 1 < text.count ? text[index + 1] : " "
      if "=-?+".unicodeScalars.contains(next) { try readDefault(&expression) } else { try readSubstring(&expression) }
    case "=": try readDefault(&expression)
    case ",", "^":
      expression.function = take(upTo: 2) { $0 == "," || $0 == "^" }
      try close()
    case "/": try readReplacement(&expression)
    case "#": try readTrimming(&expression, "#")
    case "%": try readTrimming(&expression, "%")
    case "}": index += 1
    default: throw .missingClosingBrace
    }
    return .expression(expression)
  }

  private mutating func name() -> String {
    take(upTo: .max) { $0 == "_" || $0.properties.isAlphabetic || $0.properties.generalCategory == .decimalNumber }
  }

  /// `${#name}`
  private mutating func length() throws(SubstitutionError) -> Part {
    index += 1
    let name = name()
    guard !name.isEmpty else { throw .badSubstitution }
    try close()
    return .expression(Expression(name: name, function: "#"))
  }

  private mutating func argument(
    escapes: Escapes = .none, _ accepts: (Unicode.Scalar) -> Bool
  ) throws(SubstitutionError) -> Part {
    if takeOpening() { return try expression() }
    let start = index
    let text = plain(escapes: escapes, accepts)
    guard index > start else { throw .badArgument }
    return .text(text)
  }

  /// `${name:-word}` and its kin, with any number of expressions in the word.
  private mutating func readDefault(_ expression: inout Expression) throws(SubstitutionError) {
    expression.function = take(upTo: peek == "=" ? 1 : 2) { ":=-?+".unicodeScalars.contains($0) }
    while peek != "}" { expression.arguments.append(try argument { $0 != "}" }) }
    index += 1
  }

  /// `${name:offset}` and `${name:offset:length}`
  private mutating func readSubstring(_ expression: inout Expression) throws(SubstitutionError) {
    index += 1
    expression.function = ":"
    expression.arguments.append(try argument { $0 != ":" && $0 != "}" })
    if peek == "}" {
      index += 1
      return
    }
    guard !take(upTo: .max, { $0 == ":" }).isEmpty else { throw .badSubstitution }
    expression.arguments.append(try argument { $0 != "}" })
    try close()
  }

  /// `${name#pattern}`, `${name##pattern}`, `${name%pattern}`, `${name%%pattern}`
  private mutating func readTrimming(_ expression: inout Expression, _ sign: Unicode.Scalar) throws(SubstitutionError) {
    expression.function = take(upTo: 2) { $0 == sign }
    expression.arguments.append(try argument { $0 != "}" })
    try close()
  }

  /// `${name/old/new}` and its kin. What is replaced ends at the next slash, wherever that is.
  private mutating func readReplacement(_ expression: inout Expression) throws(SubstitutionError) {
    index += 1
    expression.function = "/" + take(upTo: 1) { "/#%".unicodeScalars.contains($0) }
    expression.arguments.append(try argument(escapes: .all) { $0 != "/" })
    guard !take(upTo: .max, { $0 == "/" }).isEmpty else { throw .badSubstitution }
    if peek != "}" { expression.arguments.append(try argument(escapes: .all) { $0 != "}" }) }
    try close()
  }
}

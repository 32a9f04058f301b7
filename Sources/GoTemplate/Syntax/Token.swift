/// What the lexer finds.
struct Token {
  enum Kind {
    case error, bool, char, charConstant, complex, assign, declare, eof, field, identifier, leftDelimiter
    case leftParen, number, pipe, rawString, rightDelimiter, rightParen, space, string, text, variable
    case block, breakKeyword, continueKeyword, dot, define, elseKeyword, end, ifKeyword, null, range, template, with

    static let keywords: [String: Kind] = [
      "block": .block, "break": .breakKeyword, "continue": .continueKeyword, "define": .define, "else": .elseKeyword,
      "end": .end, "if": .ifKeyword, "range": .range, "nil": .null, "template": .template, "with": .with,
    ]

    var isKeyword: Bool {
      switch self {
      case .block, .breakKeyword, .continueKeyword, .dot, .define, .elseKeyword, .end, .ifKeyword, .null, .range,
        .template, .with:
        true
      default: false
      }
    }
  }

  var kind: Kind
  /// Where the token starts, in bytes.
  var position: Int
  var line: Int
  /// The source text; empty for texts, which are only referred to; the message of an error.
  var text: String
  /// Where it ends, in bytes.
  var end: Int

  static let none = Token(kind: .eof, position: 0, line: 0, text: "", end: 0)

  /// How messages show the token.
  var shown: String {
    switch kind {
    case .eof: return "EOF"
    case .error: return text
    default: break
    }
    if kind.isKeyword { return "<\(text)>" }
    if text.utf8.count > 10 {
      var shortened = String.UnicodeScalarView()
      for scalar in text.unicodeScalars.prefix(10) { shortened.append(scalar) }
      return Quote.double(String(shortened)) + "..."
    }
    return Quote.double(text)
  }
}

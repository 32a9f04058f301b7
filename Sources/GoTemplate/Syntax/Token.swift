/// What the lexer finds: a stretch of the source.
struct Token {
  enum Kind {
    case error, bool, char, charConstant, complex, assign, declare, eof, field, identifier, leftDelimiter
    case leftParen, number, pipe, rawString, rightDelimiter, rightParen, space, string, text, variable
    case block, breakKeyword, continueKeyword, dot, define, elseKeyword, end, ifKeyword, null, range, template, with

    /// The keyword or constant that a word is; a name of a function otherwise.
    init(word: ArraySlice<UInt8>) {
      switch (word.count, word.first) {
      case (2, UInt8(ascii: "i")) where word.elementsEqual("if".utf8): self = .ifKeyword
      case (3, UInt8(ascii: "e")) where word.elementsEqual("end".utf8): self = .end
      case (3, UInt8(ascii: "n")) where word.elementsEqual("nil".utf8): self = .null
      case (4, UInt8(ascii: "e")) where word.elementsEqual("else".utf8): self = .elseKeyword
      case (4, UInt8(ascii: "w")) where word.elementsEqual("with".utf8): self = .with
      case (4, UInt8(ascii: "t")) where word.elementsEqual("true".utf8): self = .bool
      case (5, UInt8(ascii: "b")) where word.elementsEqual("block".utf8): self = .block
      case (5, UInt8(ascii: "b")) where word.elementsEqual("break".utf8): self = .breakKeyword
      case (5, UInt8(ascii: "r")) where word.elementsEqual("range".utf8): self = .range
      case (5, UInt8(ascii: "f")) where word.elementsEqual("false".utf8): self = .bool
      case (6, UInt8(ascii: "d")) where word.elementsEqual("define".utf8): self = .define
      case (8, UInt8(ascii: "t")) where word.elementsEqual("template".utf8): self = .template
      case (8, UInt8(ascii: "c")) where word.elementsEqual("continue".utf8): self = .continueKeyword
      default: self = .identifier
      }
    }

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
  /// Where it ends, in bytes.
  var end: Int

  static let none = Token(kind: .eof, position: 0, line: 0, end: 0)
}

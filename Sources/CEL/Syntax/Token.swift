/// A lexical element of CEL (language definition, "Syntax").
enum Token: Equatable {
  case identifier(String)
  /// A field name in backticks, which may hold dashes, dots and slashes.
  case quotedIdentifier(String)
  /// The magnitude; the parser applies a sign in front of it.
  case int(UInt64)
  case uint(UInt64)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case symbol(Symbol)
  case end

  enum Symbol: String {
    case leftParen = "(", rightParen = ")", leftBracket = "[", rightBracket = "]"
    case leftBrace = "{", rightBrace = "}"
    case dot = ".", comma = ",", colon = ":", question = "?"
    case plus = "+", minus = "-", star = "*", slash = "/", percent = "%", not = "!"
    case equal = "==", notEqual = "!=", less = "<", lessEqual = "<="
    case greater = ">", greaterEqual = ">="
    case and = "&&", or = "||"
  }
}

extension Token: CustomStringConvertible {
  var description: String {
    switch self {
    case .identifier(let name), .quotedIdentifier(let name): "'\(name)'"
    case .int, .uint, .double: "a number"
    case .string: "a string"
    case .bytes: "a bytes literal"
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    case .end: "the end of the expression"
    }
  }
}

struct PositionedToken {
  let token: Token
  /// In UTF-8 bytes.
  let offset: Int
}

import JSON

/// Syntax errors in the words of Go's JSON package.
enum GoJSONError {
  static func text(_ error: JSONError, in text: [UInt8]) -> String {
    switch error.reason {
    case .unexpectedEnd: return "unexpected end of JSON input"
    case .tooDeep: return "exceeded max depth"
    case .trailingData: return "invalid character \(character(text, error.offset)) after top-level value"
    case .unexpectedByte, .invalidNumber, .invalidString:
      guard error.offset < text.count else { return "unexpected end of JSON input" }
      return "invalid character \(character(text, error.offset)) \(place(error, text))"
    }
  }

  private static func character(_ text: [UInt8], _ offset: Int) -> String {
    guard offset < text.count else { return "' '" }
    let rest = text[offset...].prefix(4)
    guard let scalar = String(decoding: rest, as: UTF8.self).unicodeScalars.first else { return "' '" }
    switch scalar {
    case "'": return #"'\''"#
    case "\n": return #"'\n'"#
    case "\t": return #"'\t'"#
    case "\r": return #"'\r'"#
    default: return "'\(scalar)'"
    }
  }

  /// What Go was looking for, by the last token before the error.
  private static func place(_ error: JSONError, _ text: [UInt8]) -> String {
    if case .invalidString = error.reason { return "in string literal" }
    if case .invalidNumber = error.reason { return "in numeric literal" }
    guard case .unexpectedByte(_, let expected) = error.reason else { return "looking for beginning of value" }
    if expected.contains(":") { return "after object key" }
    if expected.contains("string") || expected.contains("name") || expected.contains("key") {
      return "looking for beginning of object key string"
    }
    if expected.contains("]") { return "after array element" }
    if expected.contains("}") { return "after object key:value pair" }
    return "looking for beginning of value"
  }
}

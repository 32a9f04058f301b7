import JSON

/// JSON pointers as texts: `/properties/a~1b`.
enum Pointer {
  static func text(_ tokens: [String]) -> String { tokens.reduce(into: "") { $0 += "/" + escaped($1) } }

  static func appending(_ pointer: String, _ tokens: String...) -> String {
    tokens.reduce(into: pointer) { $0 += "/" + escaped($1) }
  }

  static func escaped(_ token: String) -> String {
    guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return token }
    return token.replacing("~", with: "~0").replacing("/", with: "~1")
  }

  /// `nil` where a tilde is not followed by 0 or 1.
  static func unescaped(_ token: String) -> String? {
    guard token.utf8.contains(UInt8(ascii: "~")) else { return token }
    var result = ""
    var isEscape = false
    for character in token.unicodeScalars {
      switch (isEscape, character) {
      case (true, "0"): result += "~"
      case (true, "1"): result += "/"
      case (true, _): return nil
      case (false, "~"): break
      case (false, _): result.unicodeScalars.append(character)
      }
      isEscape = !isEscape && character == "~"
    }
    return isEscape ? nil : result
  }

  /// The value at a pointer; `nil` when there is none.
  static func value(_ pointer: String, in document: JSONValue) -> JSONValue? {
    var current = document
    for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      guard let token = unescaped(String(part)) else { return nil }
      switch current {
      case .object(let object):
        guard let next = object[token] else { return nil }
        current = next
      case .array(let items):
        guard let index = Int(token), items.indices.contains(index) else { return nil }
        current = items[index]
      default: return nil
      }
    }
    return current
  }

  /// The pointer to what holds the value; `nil` for the document itself.
  static func parent(_ pointer: String) -> String? {
    pointer.lastIndex(of: "/").map { String(pointer[..<$0]) }
  }
}

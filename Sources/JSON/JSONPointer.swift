/// A JSON pointer (RFC 6901), as JSON patches and drift-ignore rules use it.
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
  public let tokens: [String]

  public init(tokens: [String]) { self.tokens = tokens }

  /// `nil` when the text neither is empty nor begins with `/`.
  public init?(_ text: String) {
    if text.isEmpty {
      tokens = []
      return
    }
    guard text.utf8.first == UInt8(ascii: "/") else { return nil }
    tokens = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(JSONPointer.unescape)
  }

  public var description: String { tokens.map { "/" + JSONPointer.escape($0) }.joined() }

  private static func unescape(_ token: some StringProtocol) -> String {
    var result = ""
    var tilde = false
    for character in token {
      switch (tilde, character) {
      case (true, "0"): result.append("~")
      case (true, "1"): result.append("/")
      case (true, _): result.append(contentsOf: ["~", character])
      case (false, "~"): break
      case (false, _): result.append(character)
      }
      tilde = !tilde && character == "~"
    }
    return tilde ? result + "~" : result
  }

  private static func escape(_ token: String) -> String {
    var result = ""
    for character in token {
      switch character {
      case "~": result += "~0"
      case "/": result += "~1"
      default: result.append(character)
      }
    }
    return result
  }
}

extension JSONValue {
  /// The value that a pointer names; `nil` when there is none.
  public subscript(pointer: JSONPointer) -> JSONValue? {
    var current = self
    for token in pointer.tokens {
      let next =
        switch current {
        case .object(let object): object[token]
        case .array: Int(token).flatMap { current[$0] }
        default: JSONValue?.none
        }
      guard let next else { return nil }
      current = next
    }
    return current
  }

  /// Removes what a pointer names. Returns whether there was anything.
  @discardableResult
  public mutating func remove(at pointer: JSONPointer) -> Bool {
    remove(pointer.tokens[...])
  }

  private mutating func remove(_ tokens: ArraySlice<String>) -> Bool {
    guard let first = tokens.first else { return false }
    let rest = tokens.dropFirst()
    switch self {
    case .object(var object):
      guard object[first] != nil else { return false }
      self = .null
      defer { self = .object(object) }
      return object.modify(first) { member in
        guard !rest.isEmpty else {
          member = nil
          return true
        }
        return member?.remove(rest) ?? false
      }
    case .array(var elements):
      guard let index = Int(first), elements.indices.contains(index) else { return false }
      self = .null
      defer { self = .array(elements) }
      guard !rest.isEmpty else {
        elements.remove(at: index)
        return true
      }
      return elements[index].remove(rest)
    default: return false
    }
  }
}

import Helm
import JSON

/// Where a single value goes (H-13-03 to H-13-07).
///
/// Inline values are put over the references once more at the end. A value that was set inside a mapping or a list
/// that only the inline values have stays all the same: upstream sets it there too, because it is the same mapping.
struct TargetPath: Sendable {
  private let path: String
  private let isLiteral: Bool

  init(_ path: String, literal: Bool) {
    self.path = path
    isLiteral = literal
  }

  /// Sets a text in values, in the notation of `--set`; throws what is wrong with the path or the text.
  func set(_ text: String, in values: JSONValue) throws -> JSONValue {
    let (text, isText) = isLiteral ? (TargetPath.escaped(text), true) : TargetPath.unquoted(text)
    var result = Values(values)
    try result.set("\(path)=\(text)", as: isText ? .string : .typed)
    return result.jsonValue
  }

  /// Whether the place is inside something that the inline values have and the values so far have not.
  func leadsInto(_ inline: JSONValue, past values: JSONValue) -> Bool {
    var (mine, theirs): (JSONValue?, JSONValue?) = (inline, values)
    for key in containers {
      guard let next = mine?[key], next.objectValue != nil || next.arrayValue != nil else { return false }
      guard let other = theirs?[key], other.objectValue != nil, next.objectValue != nil else { return true }
      (mine, theirs) = (next, other)
    }
    return false
  }

  /// The keys of the mappings and lists on the way.
  private var containers: [String] {
    var keys: [String] = []
    var key = ""
    var isEscaped = false
    for character in path {
      if isEscaped {
        key.append(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "." || character == "[" {
        if !key.isEmpty { keys.append(key) }
        key = ""
        if character == "[" { break }
      } else {
        key.append(character)
      }
    }
    return keys
  }

  /// A value in quotes is a text, whatever is in it (H-13-05).
  private static func unquoted(_ text: String) -> (String, Bool) {
    for quote in ["'", "\""] where text.hasPrefix(quote) && text.hasSuffix(quote) {
      var view = text[...]
      while let first = view.first, "'\"".contains(first) { view = view.dropFirst() }
      while let last = view.last, "'\"".contains(last) { view = view.dropLast() }
      return (String(view), true)
    }
    return (text, false)
  }

  /// The characters that mean something to `--set` are taken as they are.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\,[]{}".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }
}

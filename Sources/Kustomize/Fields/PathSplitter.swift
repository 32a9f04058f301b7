/// Takes field paths apart.
enum PathSplitter {
  /// The parts between separators; a backslash before a separator makes it part of the name.
  static func split(_ path: String, separator: Character) -> [String] {
    var parts = path.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    if parts.count > 1, parts[0].isEmpty { parts.removeFirst() }
    var result: [String] = []
    for part in parts {
      if let last = result.last, last.hasSuffix("\\") {
        result[result.count - 1] = last.dropLast() + String(separator) + part
      } else {
        result.append(part)
      }
    }
    return result
  }

  /// The parts of a dotted path, in which `[name=value]` and `[a.b.c]` stay whole; the latter loses its brackets.
  static func splitDotted(_ path: String) -> [String] {
    let parts = split(path, separator: ".")
    var result: [String] = []
    var index = 0
    while index < parts.count {
      let part = parts[index]
      index += 1
      guard part.hasPrefix("["), !part.hasSuffix("]") else {
        result.append(part)
        continue
      }
      var bracketed = [part]
      while index < parts.count {
        bracketed.append(parts[index])
        index += 1
        if bracketed.last?.hasSuffix("]") == true { break }
      }
      let text = bracketed.joined(separator: ".")
      result.append(text.contains("=") ? text : text.trimming { $0 == "[" || $0 == "]" })
    }
    return result
  }
}

extension String {
  /// The text without the characters at its ends for which the condition holds.
  func trimming(_ isTrimmed: (Character) -> Bool) -> String {
    var text = self[...]
    while let first = text.first, isTrimmed(first) { text.removeFirst() }
    while let last = text.last, isTrimmed(last) { text.removeLast() }
    return String(text)
  }

  var trimmed: String { trimming(\.isWhitespace) }
}

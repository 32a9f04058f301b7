import YAML

/// A text in YAML with comments. Trees do not have them, so single values are exchanged in the text itself, where
/// kustomize writes the text anew, comments included.
struct CommentedText {
  private var lines: [[Unicode.Scalar]]
  private let text: String

  /// `nil` for a text without comments.
  init?(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.contains(where: Self.mayHaveComment) else { return nil }
    self.text = text
    self.lines = lines.map { Array($0.unicodeScalars) }
  }

  private static func mayHaveComment(_ line: Substring) -> Bool {
    line.first { !$0.isWhitespace } == "#" || line.contains(" #")
  }

  /// The text with another value at the end of a path; `nil` when that takes more than an exchange of words on a line.
  func setting(_ value: YAMLNode, at path: ArraySlice<String>) -> String? {
    var documents = YAMLDocuments(Array(text.utf8))
    guard var root = try? documents.next() else { return nil }
    var changes: [(old: YAMLNode, new: YAMLNode)] = []
    let matcher = PathMatcher(creation: nil) { node in
      let old = node
      node.replaceText(with: value)
      changes.append((old, node))
    }
    guard let count = try? matcher.visit(&root, path), count > 0 else { return nil }
    var edited = self
    for (old, new) in changes.sorted(by: { $0.old.column > $1.old.column }) {
      guard edited.exchange(old, new) else { return nil }
    }
    return edited.lines.map { line in String(String.UnicodeScalarView(line)) }.joined(separator: "\n").trimmed
  }

  private mutating func exchange(_ old: YAMLNode, _ new: YAMLNode) -> Bool {
    guard old.isScalar, new.isScalar, lines.indices.contains(old.line - 1) else { return false }
    let start = old.column - 1
    let written = Array(String(decoding: YAML.encodePreservingStyle(new), as: UTF8.self).trimmed.unicodeScalars)
    guard !written.contains("\n"), let length = Self.length(of: old, in: lines[old.line - 1], at: start) else {
      return false
    }
    lines[old.line - 1].replaceSubrange(start..<(start + length), with: written)
    return true
  }

  /// How long a scalar is in a line; `nil` when it is not there as a whole.
  private static func length(of node: YAMLNode, in line: [Unicode.Scalar], at start: Int) -> Int? {
    guard line.indices.contains(start) else { return nil }
    switch node.style {
    case .plain:
      let text = Array((node.text ?? "").unicodeScalars)
      return !text.isEmpty && line[start...].starts(with: text) ? text.count : nil
    case .singleQuoted, .doubleQuoted:
      let quote = line[start]
      var index = start + 1
      while index < line.count {
        if line[index] == "\\" && quote == "\"" {
          index += 1
        } else if line[index] == quote {
          guard quote == "'", index + 1 < line.count, line[index + 1] == quote else { return index + 1 - start }
          index += 1
        }
        index += 1
      }
      return nil
    default: return nil
    }
  }
}

/// What is wrong with a value: a tree, because a schema is made of schemas.
public struct Violation: Sendable, Hashable, CustomStringConvertible {
  enum Kind: Sendable, Hashable {
    /// The check as a whole.
    case schema
    /// Several things are wrong at one place.
    case group
    /// What a reference leads to is broken; not shown when there is a single cause.
    case reference
    case plain
  }

  /// Where the value is, from the outside in.
  let path: [String]
  let message: String
  let kind: Kind
  var causes: [Violation] = []

  /// Stands for any violation where only the answer matters.
  static let unspecified = Violation(path: [], message: "", kind: .plain)

  /// One line for each violation, those that caused it indented below.
  public var description: String {
    var text = ""
    write(into: &text, indent: 0)
    return text
  }

  private func write(into text: inout String, indent: Int) {
    var indent = indent
    if kind != .reference || causes.count != 1 {
      if indent > 0 { text += "\n" + String(repeating: "  ", count: indent - 1) + "- " }
      indent += 1
      text += kind == .schema ? message : "at \(MessageText.quoted(Pointer.text(path))): \(message)"
    }
    for cause in causes { cause.write(into: &text, indent: indent) }
  }
}

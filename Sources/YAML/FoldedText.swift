/// What becomes of a folded scalar (`>`) when Go's YAML library writes it and reads it again, which kustomize does with
/// every object: breaks before lines that begin with a space are doubled.
enum FoldedText {
  static func rewritten(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1, let first = lines.first(where: { !$0.isEmpty }) else { return text }
    // The library looks at the first line where it should look at the next.
    let extra = isIndented(first) ? 0 : 1
    var result = ""
    var breaks = 0
    var previous: Substring?
    for (index, line) in lines.enumerated() {
      if index > 0 { breaks += 1 }
      if line.isEmpty && index > 0 { continue }
      if let previous { result += separator(previous, line, breaks, extra) }
      result += line
      previous = line
      breaks = 0
    }
    return result + ending(previous ?? "", breaks, extra)
  }

  private static func isIndented(_ line: Substring) -> Bool { line.first == " " || line.first == "\t" }

  private static func separator(_ previous: Substring, _ next: Substring, _ breaks: Int, _ extra: Int) -> String {
    if isIndented(previous) { return String(repeating: "\n", count: breaks) }
    let written = breaks + extra
    if isIndented(next) { return String(repeating: "\n", count: written) }
    return written == 1 ? " " : String(repeating: "\n", count: written - 1)
  }

  /// One break at the end is one; several are kept, with the extra one.
  private static func ending(_ last: Substring, _ breaks: Int, _ extra: Int) -> String {
    guard breaks > 1 else { return breaks == 1 ? "\n" : "" }
    return String(repeating: "\n", count: breaks + (isIndented(last) ? 0 : extra))
  }
}

/// The rules of a `.helmignore` file. They look like Git's and are not: the first rule that matches decides, `**` is
/// refused, and a negated rule ignores everything that it does not match.
struct HelmIgnore {
  private struct Rule {
    var pattern: PathPattern
    var isNegated = false
    var folderOnly = false
    /// Whether the pattern is compared with the name alone.
    var nameOnly = false
  }

  private var rules: [Rule] = []

  /// The default: no hidden files among the templates.
  init() { rules = [Rule(pattern: PathPattern("templates/.?*"))] }

  /// - Throws: ``HelmError`` for `**` and for broken patterns.
  init(_ text: String) throws(HelmError) {
    var first = true
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let clean = first && line.hasPrefix("\u{FEFF}") ? line.dropFirst() : line
      first = false
      if let rule = try Self.rule(String(clean)) { rules.append(rule) }
    }
    rules += HelmIgnore().rules
  }

  private static func rule(_ line: String) throws(HelmError) -> Rule? {
    var text = GoText.trimmed(line)
    if text.isEmpty || text.hasPrefix("#") { return nil }
    guard !text.contains("**") else { throw HelmError(.chart, "double-star (**) syntax is not supported") }
    guard PathPattern(text).isValid else { throw HelmError(.chart, "syntax error in pattern") }
    var rule = Rule(pattern: PathPattern(""))
    if text.hasPrefix("!") {
      rule.isNegated = true
      text.removeFirst()
    }
    if text.hasSuffix("/") {
      rule.folderOnly = true
      text.removeLast()
    }
    if text.hasPrefix("/") {
      text.removeFirst()
    } else {
      rule.nameOnly = !text.contains("/")
    }
    rule.pattern = PathPattern(text)
    return rule
  }

  /// Whether a file or folder is left out, by its path within the chart.
  func ignores(_ path: String, isFolder: Bool) -> Bool {
    let path = Array(path.unicodeScalars)
    let name = path.lastIndex(of: "/").map { Array(path[($0 + 1)...]) } ?? path
    for rule in rules {
      if rule.isNegated {
        if rule.folderOnly && !isFolder { return true }
        if !rule.pattern.matches(rule.nameOnly ? name : path) { return true }
        continue
      }
      if rule.folderOnly && !isFolder { continue }
      if rule.pattern.matches(rule.nameOnly ? name : path) { return true }
    }
    return false
  }
}

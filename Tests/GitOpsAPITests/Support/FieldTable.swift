import GitOpsAPI
import JSON

/// One row of the specification's tables: a field, its type, and its rules as a set of phrases.
struct FieldRow: Hashable, CustomStringConvertible {
  let path: String
  let isRequired: Bool
  let type: String
  let rules: Set<String>

  var description: String {
    "\(path)\(isRequired ? "*" : "") | \(type) | \(rules.sorted().joined(separator: "; "))"
  }
}

/// One kind of the tables.
struct KindTable {
  var kind = ""
  var heading = ""
  var storageVersion = ""
  var columns = ""
  var rows: Set<FieldRow> = []

  /// Reads all kinds of a file of the specification.
  static func parse(_ text: String) -> [KindTable] {
    var tables: [KindTable] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## ") {
        let words = line.dropFirst(3).split(separator: " ", maxSplits: 1)
        tables.append(KindTable(kind: String(words[0]), heading: String(words[1])))
      } else if line.hasPrefix("Served versions: ") {
        tables[tables.count - 1].storageVersion = String(line.split(separator: " ")[2])
      } else if line.hasPrefix("Printer columns: ") {
        tables[tables.count - 1].columns = String(line.dropFirst(17).dropLast())
      } else if line.hasPrefix("| spec") || line.hasPrefix("| status") {
        tables[tables.count - 1].rows.insert(row(line))
      }
    }
    return tables
  }

  private static func row(_ line: Substring) -> FieldRow {
    let cells = line.dropFirst(2).split(separator: " | ", maxSplits: 2, omittingEmptySubsequences: false)
      .map(String.init)
    var rules = cells[2]
    if rules.hasSuffix("|") { rules.removeLast() }
    let isRequired = cells[0].hasSuffix("*")
    return FieldRow(
      path: isRequired ? String(cells[0].dropLast()) : cells[0], isRequired: isRequired, type: cells[1],
      rules: Set(phrases(rules)))
  }

  /// The rules of a row; a semicolon inside backquotes belongs to its rule.
  private static func phrases(_ text: String) -> [String] {
    var result = [""]
    var quoted = false
    for character in text {
      if character == "`" { quoted.toggle() }
      if character == ";", !quoted { result.append("") } else { result[result.count - 1].append(character) }
    }
    return result.map { $0.trimmed }.filter { !$0.isEmpty }
  }
}

extension String {
  var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

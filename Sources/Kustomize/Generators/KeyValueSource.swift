import YAML

/// Collects the pairs of a generated ConfigMap or Secret from literals, files and environment files.
struct KeyValueSource {
  let loader: Loader

  typealias Pair = (key: String, value: [UInt8])

  /// The pairs in kustomize's order: environment files, literals, files.
  func pairs(_ rule: GeneratorRule) throws -> [Pair] {
    var all = try prefixing("env source files: \(Self.goList(rule.environmentFiles))") {
      try rule.environmentFiles.flatMap { try environment(try loader.load($0)) }
    }
    all += try prefixing("literal sources \(Self.goList(rule.literals))") { try rule.literals.map(literal) }
    all += try prefixing("file sources: \(Self.goList(rule.files))") { try rule.files.map(file) }
    return all
  }

  private static func goList(_ items: [String]) -> String { "[" + items.joined(separator: " ") + "]" }

  private func literal(_ text: String) throws -> Pair {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
      throw KustomizeError("invalid literal source \(text), expected key=value")
    }
    var value = text[text.index(after: sign)...]
    if value.count >= 2, let first = value.first, first == value.last, first == "\"" || first == "'" {
      value = value.dropFirst().dropLast()
    }
    return (String(text[..<sign]), Array(value.utf8))
  }

  private func file(_ source: String) throws -> Pair {
    let parts = source.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    switch parts.count {
    case 1: return (FilePath.name(source), try loader.load(source))
    case 2 where parts[0].isEmpty:
      throw KustomizeError("missing key name for file path \"\(parts[1])\" in source \"\(source)\"")
    case 2 where parts[1].isEmpty:
      throw KustomizeError("missing file path for key name \"\(parts[0])\" in source \"\(source)\"")
    case 2: return (parts[0], try loader.load(parts[1]))
    default: throw KustomizeError("source \"\(source)\" key name or file path contains '='")
    }
  }

  private func environment(_ text: [UInt8]) throws -> [Pair] {
    var pairs: [Pair] = []
    for (number, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      var line = Array(line)
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      if number == 0, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
      guard let text = String(validating: line, as: UTF8.self) else {
        throw KustomizeError("line \(number) has invalid utf8 bytes")
      }
      let trimmed = text.drop(while: \.isWhitespace)
      if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
      let parts = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let key = parts.first, !key.isEmpty else { continue }
      pairs.append((String(key), parts.count > 1 ? Array(parts[1].utf8) : []))
    }
    return pairs
  }
}

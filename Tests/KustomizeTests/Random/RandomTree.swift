/// A YAML value before it is written down, so that the same value comes out in one style or another.
indirect enum RandomTree {
  /// The text of a scalar that fits on one line.
  case inline(String)
  /// The header of a block scalar and its lines.
  case block(String, [String])
  case list([RandomTree])
  case map([(key: String, value: RandomTree)])

  subscript(key: String) -> RandomTree? {
    get {
      guard case .map(let entries) = self else { return nil }
      return entries.first { $0.key == key }?.value
    }
    set {
      guard case .map(var entries) = self else { return }
      entries.removeAll { $0.key == key }
      if let newValue { entries.append((key, newValue)) }
      self = .map(entries)
    }
  }

  /// Whether it can be written inside brackets.
  private var fitsInFlow: Bool {
    switch self {
    case .inline: true
    case .block: false
    case .list(let items): items.allSatisfy(\.fitsInFlow)
    case .map(let entries): entries.allSatisfy(\.value.fitsInFlow)
    }
  }

  private var flow: String {
    switch self {
    case .inline(let text): text
    case .block: "~"
    case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
    case .map(let entries): "{" + entries.map { "\($0.key): \($0.value.flow)" }.joined(separator: ", ") + "}"
    }
  }

  /// The lines of the value, with comments and brackets here and there.
  func lines(_ random: inout SplitMix, depth: Int = 0) -> [String] {
    if depth > 0, fitsInFlow, random.below(6) == 0 { return [flow] }
    switch self {
    case .inline(let text): return [text]
    case .block(let header, let lines): return [header] + lines.map { $0.isEmpty ? "" : "  " + $0 }
    case .list(let items):
      if items.isEmpty { return ["[]"] }
      return items.flatMap { item in
        let lines = item.lines(&random, depth: depth + 1)
        return Self.noise(&random) + [("- " + (lines.first ?? ""))]
          + lines.dropFirst().map { $0.isEmpty ? "" : "  " + $0 }
      }
    case .map(let entries):
      if entries.isEmpty { return ["{}"] }
      return entries.flatMap { Self.noise(&random) + Self.member($0.key, $0.value, &random, depth) }
    }
  }

  private static func member(_ key: String, _ value: RandomTree, _ random: inout SplitMix, _ depth: Int) -> [String] {
    let lines = value.lines(&random, depth: depth + 1)
    let first = lines.first ?? ""
    switch value {
    case .inline, .block: return ["\(key): \(first)"] + lines.dropFirst()
    case .list, .map:
      if lines.count == 1, first.hasPrefix("[") || first.hasPrefix("{") { return ["\(key): \(first)"] }
      var indent = "  "
      if case .list = value, random.below(2) == 0 { indent = "" }
      let comment = random.below(20) == 0 ? " # note" : ""
      return ["\(key):\(comment)"] + lines.map { $0.isEmpty ? "" : indent + $0 }
    }
  }

  private static func noise(_ random: inout SplitMix) -> [String] {
    switch random.below(40) {
    case 0: ["# a remark"]
    case 1: [""]
    default: []
    }
  }

  func text(_ random: inout SplitMix) -> String { lines(&random).joined(separator: "\n") + "\n" }
}

extension RandomTree: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  init(stringLiteral text: String) { self = .inline(text) }
  init(arrayLiteral items: RandomTree...) { self = .list(items) }
  init(dictionaryLiteral entries: (String, RandomTree)...) { self = .map(entries.map { (key: $0.0, value: $0.1) }) }
}

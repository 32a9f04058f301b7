/// Patterns of `.Files.Glob`: `*` and `?` stop at `/`, `**` does not, `[a-z]` and `[!a-z]` are classes, `{a,b}` are
/// alternatives, `\` takes the next character as it is.
struct GlobPattern {
  private indirect enum Node {
    case literal(Unicode.Scalar)
    case any
    case many
    case manyAcross
    case range([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    case alternatives([[Node]])
  }

  private var nodes: [Node] = []

  /// `nil` when the pattern is broken.
  init?(_ text: String) {
    var scalars = Array(text.unicodeScalars)[...]
    guard let nodes = Self.parse(&scalars, depth: 0), scalars.isEmpty else { return nil }
    self.nodes = nodes
  }

  private static func parse(_ scalars: inout ArraySlice<Unicode.Scalar>, depth: Int) -> [Node]? {
    guard depth < 16 else { return nil }
    var nodes: [Node] = []
    while let scalar = scalars.first {
      if depth > 0, scalar == "," || scalar == "}" { return nodes }
      scalars.removeFirst()
      switch scalar {
      case "?": nodes.append(.any)
      case "*":
        var isDouble = false
        while scalars.first == "*" {
          isDouble = true
          scalars.removeFirst()
        }
        nodes.append(isDouble ? .manyAcross : .many)
      case "\\":
        guard let next = scalars.popFirst() else { return nil }
        nodes.append(.literal(next))
      case "[":
        guard let range = range(&scalars) else { return nil }
        nodes.append(range)
      case "{":
        var alternatives: [[Node]] = []
        repeat {
          guard let inner = parse(&scalars, depth: depth + 1), let end = scalars.popFirst() else { return nil }
          alternatives.append(inner)
          if end == "}" { break }
        } while true
        nodes.append(.alternatives(alternatives))
      default: nodes.append(.literal(scalar))
      }
    }
    return depth == 0 ? nodes : nil
  }

  private static func range(_ scalars: inout ArraySlice<Unicode.Scalar>) -> Node? {
    var isNegated = false
    if scalars.first == "!" {
      isNegated = true
      scalars.removeFirst()
    }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while let scalar = scalars.popFirst() {
      if scalar == "]" { return ranges.isEmpty ? nil : .range(ranges, isNegated: isNegated) }
      guard scalars.first == "-", let high = scalars.dropFirst().first, high != "]" else {
        ranges.append(scalar...scalar)
        continue
      }
      guard scalar <= high else { return nil }
      scalars.removeFirst(2)
      ranges.append(scalar...high)
    }
    return nil
  }

  func matches(_ path: String) -> Bool {
    var steps = 100_000
    return Self.match(nodes[...], Array(path.unicodeScalars)[...], &steps)
  }

  private static func match(
    _ nodes: ArraySlice<Node>, _ text: ArraySlice<Unicode.Scalar>, _ steps: inout Int
  ) -> Bool {
    steps -= 1
    guard steps > 0 else { return false }
    guard let node = nodes.first else { return text.isEmpty }
    let rest = nodes.dropFirst()
    switch node {
    case .literal(let scalar): return text.first == scalar && match(rest, text.dropFirst(), &steps)
    case .any:
      guard let scalar = text.first, scalar != "/" else { return false }
      return match(rest, text.dropFirst(), &steps)
    case .range(let ranges, let isNegated):
      guard let scalar = text.first, ranges.contains(where: { $0.contains(scalar) }) != isNegated else { return false }
      return match(rest, text.dropFirst(), &steps)
    case .many, .manyAcross:
      let crosses = if case .manyAcross = node { true } else { false }
      var remaining = text
      while true {
        if match(rest, remaining, &steps) { return true }
        guard let scalar = remaining.first, crosses || scalar != "/" else { return false }
        remaining = remaining.dropFirst()
      }
    case .alternatives(let alternatives):
      return alternatives.contains { match(($0 + rest)[...], text, &steps) }
    }
  }
}

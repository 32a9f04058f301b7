/// The syntax tree of a pattern.
indirect enum PatternNode: Sendable {
  case empty
  case character(UInt32)
  case characters(CharacterClass)
  case assertion(Assertion)
  case sequence([PatternNode])
  case alternation([PatternNode])
  /// A group that is captured, by its number.
  case capture(Int, PatternNode)
  /// `maximum` nil: without end.
  case repetition(PatternNode, minimum: Int, maximum: Int?, isGreedy: Bool)
}

/// A condition on the place between two characters.
enum Assertion: Sendable {
  case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}

extension PatternNode {
  /// Whether the repetitions in it, multiplied where they are nested, stay within `limit`.
  func repeatsAtMost(_ limit: Int) -> Bool {
    switch self {
    case .empty, .character, .characters, .assertion: return true
    case .sequence(let parts), .alternation(let parts): return parts.allSatisfy { $0.repeatsAtMost(limit) }
    case .capture(_, let part): return part.repeatsAtMost(limit)
    case .repetition(let part, let minimum, let maximum, _):
      // `* + ?` do not count.
      if (minimum, maximum) == (0, nil) || (minimum, maximum) == (1, nil) || (minimum, maximum) == (0, 1) {
        return part.repeatsAtMost(limit)
      }
      let count = maximum ?? minimum
      if count == 0 { return true }
      return count <= limit && part.repeatsAtMost(limit / count)
    }
  }
}

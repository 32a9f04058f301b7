/// The syntax tree of a pattern.
indirect enum RegexNode: Sendable {
  case empty
  case character(CharacterClass)
  case assertion(RegexAssertion)
  case sequence([RegexNode])
  case alternation([RegexNode])
  /// `maximum` nil: without end.
  case repetition(RegexNode, minimum: Int, maximum: Int?)
}

/// A condition on the place between two characters.
enum RegexAssertion: Sendable {
  case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}

extension String {
  /// The text, or as much of its beginning as fits with `...` at the end, never half a character.
  package func truncated(toBytes limit: Int) -> String {
    guard utf8.count > limit, limit > 3 else { return self }
    var kept = ""
    var count = 0
    for scalar in unicodeScalars {
      count += UTF8.width(scalar)
      if count > limit - 3 { break }
      kept.unicodeScalars.append(scalar)
    }
    return kept + "..."
  }
}

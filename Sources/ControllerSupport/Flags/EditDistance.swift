/// How many letters must be added, removed or replaced to make one word of another.
enum EditDistance {
  /// Longer words are not compared; a command line may hold anything.
  private static let maximumLength = 128

  static func between(_ left: String, _ right: String) -> Int {
    let (a, b) = (Array(left.utf8.prefix(maximumLength)), Array(right.utf8.prefix(maximumLength)))
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = i
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let cost = letter == other ? diagonal : min(diagonal, row[j], row[j + 1]) + 1
        diagonal = row[j + 1]
        row[j + 1] = cost
      }
    }
    return row[b.count]
  }
}

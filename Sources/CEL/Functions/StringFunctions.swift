/// Methods of strings that yield another string, and `matches`.
enum StringFunctions {
  private typealias Reason = CELEvaluationError.Reason

  static let functions: FunctionLibrary.Table = [
    "matches": matches,
    "strings.quote": [.of { (text: String, budget) throws(Reason) in try quote(text, &budget) }],
  ]

  static let methods: FunctionLibrary.Table = [
    "matches": matches,
    "charAt": [
      .of { (text: String, index: Int64, budget) throws(Reason) in
        let scalars = try Scalars(text, &budget)
        let position = try scalars.position(index)
        return position < scalars.values.count ? String(scalars.values[position]) : ""
      }
    ],
    "lowerAscii": [ascii(0x41...0x5A)],
    "upperAscii": [ascii(0x61...0x7A)],
    "substring": [
      .of { (text: String, start: Int64, budget) throws(Reason) in
        let scalars = try Scalars(text, &budget)
        return try Scalars.string(scalars.values[scalars.position(start)...], &budget)
      },
      .of { (text: String, start: Int64, end: Int64, budget) throws(Reason) in
        let scalars = try Scalars(text, &budget)
        let first = try scalars.position(start)
        let last = try scalars.position(end)
        guard first <= last else {
          throw .invalidArgument("invalid substring range. start: \(start), end: \(end)")
        }
        return try Scalars.string(scalars.values[first..<last], &budget)
      },
    ],
    "trim": [
      .of { (text: String, budget) throws(Reason) in
        let scalars = try Scalars(text, &budget).values
        let isText = { (scalar: Unicode.Scalar) in !scalar.properties.isWhitespace }
        guard let first = scalars.firstIndex(where: isText),
          let last = scalars.lastIndex(where: isText)
        else { return "" }
        return try Scalars.string(scalars[first...last], &budget)
      }
    ],
    "reverse": [
      .of { (text: String, budget) throws(Reason) in
        try Scalars.string(Scalars(text, &budget).values.reversed(), &budget)
      }
    ],
    "format": [
      .of { (text: String, arguments: CELList, budget) throws(Reason) in
        try StringFormatter.format(text, arguments, &budget)
      }
    ],
  ]

  private static let matches: [Overload] = [
    .of { (text: String, pattern: String, budget) throws(Reason) in
      try compile(pattern, &budget).matches(text, &budget)
    }
  ]

  private static func compile(
    _ pattern: String, _ budget: inout Budget
  ) throws(Reason) -> TextPattern {
    try budget.spend(steps: pattern.utf8.count)
    let compiled: TextPattern
    do {
      compiled = try TextPattern(pattern)
    } catch {
      // A pattern may be refused only after much of it was written out.
      try budget.spend(steps: TextPattern.highestCost)
      throw .invalidArgument(error.description)
    }
    try budget.spend(steps: compiled.cost)
    return compiled
  }

  /// Flips the case bit of letters in the range.
  private static func ascii(_ letters: ClosedRange<UInt8>) -> Overload {
    .of { (text: String, budget) throws(Reason) in
      try budget.produce(bytes: text.utf8.count)
      let bytes = text.utf8.map { letters.contains($0) ? $0 ^ 0x20 : $0 }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private static func quote(_ text: String, _ budget: inout Budget) throws(Reason) -> String {
    try budget.produce(bytes: text.utf8.count * 2 + 2)
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if let letter = escapes[scalar] {
        quoted += "\\\(letter)"
      } else {
        quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private static let escapes: [Unicode.Scalar: Character] = [
    "\u{07}": "a", "\u{08}": "b", "\u{0C}": "f", "\n": "n", "\r": "r", "\t": "t", "\u{0B}": "v",
    "\\": "\\", "\"": "\"",
  ]
}

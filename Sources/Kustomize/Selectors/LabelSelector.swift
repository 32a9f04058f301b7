import GoQuoting

/// A selector for labels or annotations, as in `app=web,tier in (a,b),!legacy`.
struct LabelSelector: Sendable {
  private enum Requirement: Sendable {
    case exists(String)
    case missing(String)
    case `in`(String, [String])
    case notIn(String, [String])
    case greater(String, Int)
    case less(String, Int)
  }

  private var requirements: [Requirement] = []

  init(_ text: String) throws {
    var parser = Parser(text)
    while !parser.isAtEnd {
      guard parser.isAtWord || parser.isNext("!") else {
        throw KustomizeError("found '\(parser.token)', expected: !, identifier, or 'end of string'")
      }
      requirements.append(try Self.requirement(&parser))
      if parser.isAtEnd { break }
      guard parser.take(",") else {
        throw KustomizeError("found '\(parser.token)', expected: ',' or 'end of string'")
      }
      guard parser.isAtWord || parser.isNext("!") else {
        throw KustomizeError("found '\(parser.token)', expected: identifier after ','")
      }
    }
  }

  func matches(_ labels: [String: String]) -> Bool {
    requirements.allSatisfy { requirement in
      switch requirement {
      case .exists(let key): labels[key] != nil
      case .missing(let key): labels[key] == nil
      case .in(let key, let values): labels[key].map(values.contains) ?? false
      case .notIn(let key, let values): labels[key].map { !values.contains($0) } ?? true
      case .greater(let key, let bound): labels[key].flatMap { Int($0) }.map { $0 > bound } ?? false
      case .less(let key, let bound): labels[key].flatMap { Int($0) }.map { $0 < bound } ?? false
      }
    }
  }

  private static func requirement(_ parser: inout Parser) throws -> Requirement {
    if parser.take("!") { return .missing(try parser.key()) }
    let key = try parser.key()
    if parser.isAtEnd || parser.isNext(",") { return .exists(key) }
    if parser.take("!=") { return .notIn(key, try parser.checked([parser.value()], key)) }
    if parser.take("==") || parser.take("=") { return .in(key, try parser.checked([parser.value()], key)) }
    if parser.take(">") { return .greater(key, try parser.number()) }
    if parser.take("<") { return .less(key, try parser.number()) }
    let word = try parser.word()
    switch word {
    case "in": return .in(key, try parser.checked(parser.values(), key))
    case "notin": return .notIn(key, try parser.checked(parser.values(), key))
    default: throw parser.failure("found '\(word)', expected: '=', '!=', '==', 'in', notin'")
    }
  }

  private struct Parser {
    private let text: [Character]
    private var index = 0

    init(_ text: String) {
      self.text = Array(text)
      skipSpace()
    }

    var isAtEnd: Bool { index >= text.count }

    func isNext(_ token: String) -> Bool { text[index...].starts(with: token) }

    mutating func take(_ token: String) -> Bool {
      guard isNext(token) else { return false }
      index += token.count
      skipSpace()
      return true
    }

    /// Letters and signs up to the next operator.
    mutating func value() -> String {
      var word = ""
      while index < text.count, !text[index].isWhitespace, !Self.signs.contains(text[index]) {
        word.append(text[index])
        index += 1
      }
      skipSpace()
      return word
    }

    mutating func word() throws -> String {
      let word = value()
      guard !word.isEmpty else { throw failure("found '\(token)', expected: identifier") }
      return word
    }

    mutating func key() throws -> String {
      let key = try word()
      if let problem = LabelSyntax.problem(ofKey: key) {
        throw failure("invalid label key \(GoQuote.double(key)): \(problem)")
      }
      return key
    }

    /// The values, if all of them may be those of a label.
    func checked(_ values: [String], _ key: String) throws -> [String] {
      for value in values.sorted() {
        guard let problem = LabelSyntax.problem(ofValue: value) else { continue }
        throw failure("invalid label value: \(GoQuote.double(value)): at key: \(GoQuote.double(key)): \(problem)")
      }
      return values
    }

    private static let signs: Set<Character> = ["=", "!", ",", "(", ")", "<", ">"]

    var isAtWord: Bool { index < text.count && !Self.signs.contains(text[index]) }

    /// The next word or sign, for messages.
    var token: String {
      guard index < text.count else { return "" }
      if Self.signs.contains(text[index]) { return String(text[index]) }
      return String(text[index...].prefix { !$0.isWhitespace && !Self.signs.contains($0) })
    }

    mutating func number() throws -> Int {
      let word = value()
      guard let number = Int(word) else { throw failure("'\(word)' is not an integer") }
      return number
    }

    mutating func values() throws -> [String] {
      guard take("(") else { throw failure("found '\(token)' expected: '('") }
      var values = [value()]
      while take(",") { values.append(value()) }
      guard take(")") else { throw failure("found '\(token)', expected: ',' or ')'") }
      return values
    }

    func failure(_ problem: String) -> KustomizeError {
      KustomizeError("unable to parse requirement: \(problem)")
    }

    private mutating func skipSpace() {
      while index < text.count, text[index].isWhitespace { index += 1 }
    }
  }
}

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
      requirements.append(try Self.requirement(&parser))
      if parser.isAtEnd { break }
      guard parser.take(",") else { throw parser.failure("found '\(parser.rest)', expected: ',' or 'end of string'") }
      if parser.isAtEnd { throw parser.failure("found '', expected: identifier after ','") }
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
    if parser.take("!") { return .missing(try parser.word()) }
    let key = try parser.word()
    if parser.isAtEnd || parser.isNext(",") { return .exists(key) }
    if parser.take("!=") { return .notIn(key, [parser.value()]) }
    if parser.take("==") || parser.take("=") { return .in(key, [parser.value()]) }
    if parser.take(">") { return .greater(key, try parser.number()) }
    if parser.take("<") { return .less(key, try parser.number()) }
    let word = try parser.word()
    switch word {
    case "in": return .in(key, try parser.values())
    case "notin": return .notIn(key, try parser.values())
    default: throw parser.failure("found '\(word)', expected: in, notin, =, ==, !=, gt, lt")
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
      while index < text.count, !text[index].isWhitespace, !"=!,()<>".contains(text[index]) {
        word.append(text[index])
        index += 1
      }
      skipSpace()
      return word
    }

    mutating func word() throws -> String {
      let word = value()
      guard !word.isEmpty else { throw failure("found '\(rest)', expected: identifier") }
      return word
    }

    /// What is left, for messages.
    var rest: String { String(text[index...]) }

    mutating func number() throws -> Int {
      let word = value()
      guard let number = Int(word) else { throw failure("'\(word)' is not an integer") }
      return number
    }

    mutating func values() throws -> [String] {
      guard take("(") else { throw failure("found '\(rest)' expected: '('") }
      var values = [value()]
      while take(",") { values.append(value()) }
      guard take(")") else { throw failure("found '\(rest)', expected: ',', or ')'") }
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

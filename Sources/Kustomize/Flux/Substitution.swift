/// Replaces `${name}` expressions in a text, as kustomize-controller's post-build substitution does.
///
/// The language is that of the shell with differences, among them: `$name` without braces is left alone, `$$` is a
/// dollar sign, and all of `:-`, `:=`, `=`, `:+`, `:?` give the value or else what follows them. K-11-12 to K-11-25.
///
/// **Errors**: ``SubstitutionError``. No message holds the value of a variable.
public struct Substitution: Sendable {
  private let variables: [String: String]
  private let strict: Bool

  /// - Parameters:
  ///   - variables: names and values. Line breaks are taken out of the values (K-11-05).
  ///   - strict: whether a variable without a value and without a default is an error (K-11-10).
  /// - Throws: ``SubstitutionError/invalidName(_:)`` (K-11-09).
  public init(_ variables: [String: String], strict: Bool) throws(SubstitutionError) {
    for name in variables.keys.sorted() {
      guard Self.isValid(name) else { throw .invalidName(name) }
    }
    self.variables = variables.mapValues { value in
      value.utf8.contains(UInt8(ascii: "\n"))
        ? String(String.UnicodeScalarView(value.unicodeScalars.filter { $0 != "\n" })) : value
    }
    self.strict = strict
  }

  /// Whether a name is `^[_[:alpha:]][_[:alpha:][:digit:]]*$`.
  private static func isValid(_ name: String) -> Bool {
    guard let first = name.utf8.first else { return false }
    func isLetter(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "_") || (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }
    return isLetter(first) && name.utf8.allSatisfy { isLetter($0) || ($0 >= 0x30 && $0 <= 0x39) }
  }

  /// The text with its expressions replaced.
  public func apply(to text: String) throws(SubstitutionError) -> String {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
    var parser = SubstitutionParser(text)
    var output = String.UnicodeScalarView()
    while let part = try parser.next() { output.append(contentsOf: try evaluate(part).unicodeScalars) }
    return String(output)
  }

  private func evaluate(_ part: SubstitutionParser.Part) throws(SubstitutionError) -> String {
    switch part {
    case .text(let text): return text
    case .expression(let expression):
      var arguments: [String] = []
      for argument in expression.arguments { arguments.append(try evaluate(argument)) }
      return try evaluate(expression, arguments)
    }
  }

  private func evaluate(
    _ expression: SubstitutionParser.Expression, _ arguments: [String]
  ) throws(SubstitutionError) -> String {
    let value = variables[expression.name]
    if strict && value == nil && !expression.hasDefault { throw .notSet(expression.name) }
    return try SubstitutionFunction.apply(expression.function, to: value ?? "", arguments)
  }
}

/// Why a substitution is impossible.
public enum SubstitutionError: Error, Sendable, Hashable {
  case invalidName(String)
  /// A variable without a value and without a default, in strict mode.
  case notSet(String)
  case badSubstitution
  case missingClosingBrace
  case missingName
  case badArgument
  case badDefault
  /// A length below zero, as in `${name:1:-1}`.
  case negativeLength(String)
  case nestedTooDeeply
  /// A pattern on a value that is longer than this many bytes.
  case valueTooLong(limit: Int)
}

extension SubstitutionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidName(let name): "'\(name)' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'"
    case .notSet(let name): "variable not set (strict mode): \"\(name)\""
    case .badSubstitution: "bad substitution"
    case .missingClosingBrace: "missing closing brace"
    case .missingName: "unable to parse variable name"
    case .badArgument: "unable to parse substitution within function"
    case .badDefault: "unable to parse default function"
    case .negativeLength(let length): "bad substitution: length \(length) is negative"
    case .nestedTooDeeply: "expressions are nested too deeply"
    case .valueTooLong(let limit): "values longer than \(limit) bytes cannot be matched with a pattern"
    }
  }
}

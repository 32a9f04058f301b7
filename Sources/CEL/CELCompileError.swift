/// An expression that can never be evaluated: it must be edited. Retrying does not help, which is
/// why this is a type apart from ``CELEvaluationError``.
public struct CELCompileError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: Sendable, Hashable {
    /// The text is not CEL; the payload says what was expected and what was found.
    case syntax(String)
    /// A variable that the caller does not declare.
    case undeclaredVariable(String)
    /// A function or method that this library does not have.
    case unknownFunction(String)
    /// A function or operator applied to types it has no form for.
    case noMatchingOverload(function: String, argumentTypes: [String])
    /// The whole expression yields something else than what the caller needs.
    case resultType(expected: String, found: String)
    /// The expression is too long or too deeply nested.
    case limitExceeded(String)
    /// Valid CEL that this library does not offer.
    case unsupported(String)
  }

  public let reason: Reason
  public let position: CELPosition

  public init(_ reason: Reason, at position: CELPosition) {
    self.reason = reason
    self.position = position
  }

  public var description: String { "\(position): \(reason)" }
}

extension CELCompileError.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .syntax(let detail): "syntax error: \(detail)"
    case .undeclaredVariable(let name): "undeclared reference to '\(name)'"
    case .unknownFunction(let name): "undeclared reference to function '\(name)'"
    case .noMatchingOverload(let function, let types):
      "found no matching overload for '\(function)' applied to (\(types.joined(separator: ", ")))"
    case .resultType(let expected, let found):
      "expression output type mismatch: expected \(expected), got \(found)"
    case .limitExceeded(let limit): "expression is too large: \(limit)"
    case .unsupported(let what): "not supported: \(what)"
    }
  }
}

/// A compile failure inside the lexer, parser or checker, where only offsets are known.
struct CompileFailure: Error {
  let reason: CELCompileError.Reason
  let offset: Int

  init(_ reason: CELCompileError.Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  static func syntax(_ detail: String, at offset: Int) -> CompileFailure {
    CompileFailure(.syntax(detail), at: offset)
  }
}

/// A well-formed expression that has no value for the given input. With other input, or later,
/// it may have one, so callers retry.
public struct CELEvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: Error, Sendable, Hashable {
    /// A field or map key that does not exist. The payload is the key, never a value.
    case noSuchKey(String)
    /// A variable the caller did not bind.
    case undeclaredVariable(String)
    /// A function, operator, field access or index applied to types it has no form for.
    case noSuchOverload(function: String, argumentTypes: [String])
    /// A result outside of the range of its type.
    case overflow(String)
    case divisionByZero
    case modulusByZero
    case indexOutOfBounds(Int64)
    /// A map literal that names a key twice.
    case duplicateKey
    /// `value()` of an optional that holds none.
    case emptyOptional
    /// An argument of the right type whose content makes no sense to the function.
    case invalidArgument(String)
    /// The result is not of the type the caller asked for.
    case resultType(expected: String, found: String)
    /// The evaluation cost more than ``CELLimits`` allow. Never absorbed by `||` and `&&`.
    case limitExceeded(String)
  }

  public let reason: Reason
  public let position: CELPosition

  public init(_ reason: Reason, at position: CELPosition) {
    self.reason = reason
    self.position = position
  }

  public var description: String { "\(reason) (at \(position))" }
}

extension CELEvaluationError.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noSuchKey(let key): "no such key: \(key)"
    case .undeclaredVariable(let name): "undeclared reference to '\(name)'"
    case .noSuchOverload(let function, let types):
      "no such overload: '\(function)' applied to (\(types.joined(separator: ", ")))"
    case .overflow(let type): "\(type) overflow"
    case .divisionByZero: "division by zero"
    case .modulusByZero: "modulus by zero"
    case .indexOutOfBounds(let index): "index out of bounds: \(index)"
    case .duplicateKey: "map literal has a repeated key"
    case .emptyOptional: "optional.none() dereference"
    case .invalidArgument(let detail): detail
    case .resultType(let expected, let found): "expected a result of type \(expected), got \(found)"
    case .limitExceeded(let limit): "evaluation limit exceeded: \(limit)"
    }
  }

  /// Whether a logical operator must pass the error on even if its other side decides the result.
  var isFatal: Bool {
    if case .limitExceeded = self { true } else { false }
  }
}

/// An evaluation failure with the offset of the expression that failed.
struct EvaluationFailure: Error {
  let reason: CELEvaluationError.Reason
  let offset: Int

  init(_ reason: CELEvaluationError.Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

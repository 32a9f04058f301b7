/// A command-line flag with the type of its value. Register it with a ``FlagSet``; read it from ``FlagValues``.
public struct Flag<Value: Sendable>: Sendable {
  public let name: String
  public let defaultValue: Value
  /// Reads the texts that the flag was given, in order; throws ``FlagValueError``.
  let parse: @Sendable ([String]) throws -> Value
}

/// Why a text is no value of a flag.
struct FlagValueError: Error {
  let text: String
  let expected: String
}

/// What `--help` and the parser know about a flag, whatever its type.
struct FlagDescription: Sendable {
  enum Arity: Sendable {
    case value
    /// `--name` alone means true.
    case boolean
  }

  let name: String
  let arity: Arity
  let defaultText: String
  let environment: String?
  let help: String
  /// Accepted, but without effect; why.
  let ignored: String?
  let check: @Sendable ([String]) throws -> Void
}

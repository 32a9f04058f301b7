/// Why a template could not be parsed or executed.
public struct TemplateError: Error, Equatable, CustomStringConvertible {
  public enum Kind: Sendable, Equatable {
    /// The text is no template: `template: NAME:LINE: ...`.
    case parse
    /// Execution failed at a place: `template: NAME:LINE:COL: executing "NAME" at <EXPR>: ...`.
    case execution
    /// What a function says about its arguments; the executor adds the place.
    case function
    /// A limit of ``TemplateLimits`` was reached; the message names it.
    case limit
    /// The run was called off.
    case cancelled
  }

  public let kind: Kind
  /// The text, worded as Go's text/template words it.
  public let message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// An error of a function: the executor turns it into `error calling NAME: message`.
  public init(_ message: String) { self.init(.function, message) }

  public var description: String { message }
}

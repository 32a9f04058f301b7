/// Why a chart cannot be loaded or rendered, in the words that Helm has for it.
public struct HelmError: Error, Hashable, CustomStringConvertible {
  /// What kind of failure it is, for callers that decide by it.
  public enum Kind: Sendable, Hashable {
    /// The chart itself is broken: archive, Chart.yaml, values.yaml, dependencies.
    case chart
    /// Values that somebody supplied are broken.
    case values
    /// The values break a `values.schema.json`.
    case schema
    /// A template could not be parsed or executed.
    case template
    /// A template rendered to something that is not a manifest.
    case manifest
    /// A limit of this process was reached.
    case limit
  }

  public let kind: Kind
  /// The message, as Helm's command line prints it after `Error: `.
  public let message: String

  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  public var description: String { message }

  /// The same failure with words before it.
  func prefixed(_ text: String) -> HelmError { HelmError(kind, text + message) }
}

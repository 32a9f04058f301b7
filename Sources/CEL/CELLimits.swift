/// Bounds on what one expression may cost. Expressions come from whoever may write a resource, so
/// none of them may take the process' memory or a thread for long.
public struct CELLimits: Sendable, Hashable {
  /// Length of the text in UTF-8 bytes.
  public var expressionBytes: Int
  /// Depth of nesting (parentheses, calls, operator chains).
  public var nesting: Int
  /// Steps of one evaluation: a node, an element, sixteen bytes of text, or a thread of a regular
  /// expression advanced by one character is a step.
  public var steps: Int
  /// Bytes of new strings, lists and maps that one evaluation may make in total.
  public var producedBytes: Int

  public init(
    expressionBytes: Int = 32 * 1024, nesting: Int = 100, steps: Int = 1_000_000,
    producedBytes: Int = 4 * 1024 * 1024
  ) {
    self.expressionBytes = expressionBytes
    self.nesting = nesting
    self.steps = steps
    self.producedBytes = producedBytes
  }

  /// A few tenths of a second of one core at most.
  public static let `default` = CELLimits()
}

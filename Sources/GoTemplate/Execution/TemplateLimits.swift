/// What one run may take. Templates come from strangers; without bounds a few lines of them fill any memory.
public struct TemplateLimits: Sendable {
  /// The bytes written in total, those of included templates counted each time.
  public var outputBytes = 128 << 20
  /// The bytes that one template may have written at any time, which are all in memory.
  public var textBytes = 24 << 20
  /// The bytes that functions may produce in total: bounds loops that double a string.
  public var producedBytes = 512 << 20
  /// The bytes of a single value.
  public var valueBytes = 24 << 20
  /// The actions, arguments and loop turns in total.
  public var steps = 50_000_000
  /// How deep templates may call each other. The stack may end it earlier, with the same error.
  public var depth = 100_000
  /// When the run must have ended.
  public var deadline: ContinuousClock.Instant?

  public init() {}

  /// How deep values may nest where they are walked recursively.
  public static let valueDepth = 512
}

/// The types of values, as `type(x)` compares them.
public enum CELType: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  case null = "null_type"
  case bool
  case int
  case uint
  case double
  case string
  case bytes
  case list
  case map
  case timestamp = "google.protobuf.Timestamp"
  case duration = "google.protobuf.Duration"
  case type
  case optional = "optional_type"

  /// The name that denotes the type in expressions.
  public var description: String { rawValue }
}

/// What a node is, in the words of YAML's core schema.
///
/// Application tags (`!name`) do not change how a scalar is read, so they are all ``custom``.
public enum YAMLTag: UInt8, Sendable, Hashable {
  /// A plain scalar made by hand, whose type follows from its text.
  case implicit
  case null
  case bool
  case string
  case int
  case float
  case timestamp
  case binary
  /// The key `<<`.
  case merge
  case sequence
  case mapping
  case custom

  /// The tag that a long (`tag:yaml.org,2002:int`) or short (`!!int`) name stands for.
  init(name: String) {
    let prefix = "tag:yaml.org,2002:"
    let short =
      name.hasPrefix(prefix)
      ? String(name.dropFirst(prefix.count)) : name.hasPrefix("!!") ? String(name.dropFirst(2)) : nil
    self =
      switch short {
      case "null": .null
      case "bool": .bool
      case "str": .string
      case "int": .int
      case "float": .float
      case "timestamp": .timestamp
      case "binary": .binary
      case "merge": .merge
      case "seq": .sequence
      case "map": .mapping
      default: .custom
      }
  }
}

/// How a node was written.
public enum YAMLStyle: UInt8, Sendable, Hashable {
  /// A plain scalar, or a block collection.
  case plain
  case singleQuoted
  case doubleQuoted
  case literal
  case folded
  /// A collection in `[...]` or `{...}`.
  case flow

  /// Whether the style alone makes a scalar a string.
  public var isQuoted: Bool { self != .plain && self != .flow }
}

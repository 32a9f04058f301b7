public import OperatorKit

/// Names a source: kind, namespace and name.
public struct SourceID: Hashable, Sendable, CustomStringConvertible {
  public let kind: String
  public let key: ObjectKey

  public init(kind: String, key: ObjectKey) {
    self.kind = kind
    self.key = key
  }

  /// `GitRepository/flux-system/fleet`.
  public var description: String { "\(kind)/\(key)" }
}

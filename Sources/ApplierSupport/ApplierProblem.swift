/// What is wrong with how an object says where, as whom or by which rules its objects are applied.
public struct ApplierProblem: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// What is referred to does not exist.
    case notFound
    /// What is referred to cannot be used.
    case unusable
    /// The object itself is wrong; no retry mends it.
    case terminal
  }

  public let kind: Kind
  public let message: String
  /// The reason to show, where it is more than that of the step.
  public let reason: String?

  public init(_ kind: Kind, _ message: String, reason: String? = nil) {
    self.kind = kind
    self.message = message
    self.reason = reason
  }

  public var description: String { message }
}

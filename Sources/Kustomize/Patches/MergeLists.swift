/// Which lists of a kind's objects are merged element by element when a strategic merge patch is applied.
public struct MergeLists: Sendable {
  private let type: String?

  /// Whether a kind is one of Kubernetes' own, which take strategic merge patches.
  public static func knows(apiVersion: String, kind: String) -> Bool {
    MergeSchema.builtin.type(apiVersion: apiVersion, kind: kind) != nil
  }

  public init(apiVersion: String, kind: String) {
    type = MergeSchema.builtin.type(apiVersion: apiVersion, kind: kind)
  }

  private init(type: String?) { self.type = type }

  /// Of a member that is a mapping.
  public func child(_ field: String) -> MergeLists {
    guard case .type(let type) = MergeSchema.builtin.field(field, of: type) else { return MergeLists(type: nil) }
    return MergeLists(type: type)
  }

  /// The members that identify an element of a list; `nil` for lists that are replaced whole.
  public func keys(of field: String) -> [String]? {
    guard case .list(let list) = MergeSchema.builtin.field(field, of: type), !list.keys.isEmpty else { return nil }
    return list.keys
  }
}

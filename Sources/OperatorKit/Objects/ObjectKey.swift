/// The namespace and name of an object; the unit of work of a controller.
public struct ObjectKey: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Empty for cluster-scoped objects.
  public let namespace: String
  public let name: String

  public init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// `namespace/name`, or the name alone for cluster-scoped objects.
  public var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

  public static func < (left: ObjectKey, right: ObjectKey) -> Bool {
    (left.namespace, left.name) < (right.namespace, right.name)
  }
}

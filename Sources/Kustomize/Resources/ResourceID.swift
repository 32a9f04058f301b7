/// What identifies an object in a build: kind, name and namespace.
public struct ResourceID: Sendable, Hashable {
  public var gvk: GVK
  public var name: String
  public var namespace: String

  public init(gvk: GVK, name: String, namespace: String = "") {
    self.gvk = gvk
    self.name = name
    self.namespace = namespace
  }

  /// Stands for the namespace of objects that have none.
  static let clusterNamespace = "_non_namespaceable_"

  /// The namespace for comparisons: an empty one is `default`, and objects without namespaces share one.
  var effectiveNamespace: String {
    if gvk.isClusterScoped { return Self.clusterNamespace }
    return namespace.isEmpty ? "default" : namespace
  }

  func hasSameNamespace(as other: ResourceID) -> Bool { effectiveNamespace == other.effectiveNamespace }

  /// Whether a description, in which empty parts match anything, fits this id.
  func isSelected(by selector: ResourceID) -> Bool {
    (selector.name.isEmpty || selector.name == name)
      && (selector.namespace.isEmpty || selector.hasSameNamespace(as: self)) && gvk.isSelected(by: selector.gvk)
  }

  public static func == (left: ResourceID, right: ResourceID) -> Bool {
    left.name == right.name && left.gvk == right.gvk && left.hasSameNamespace(as: right)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(gvk)
    hasher.combine(name)
    hasher.combine(effectiveNamespace)
  }
}

extension ResourceID: CustomStringConvertible {
  public var description: String {
    "\(gvk)/\(name.isEmpty ? "[noName]" : name).\(namespace.isEmpty ? "[noNs]" : namespace)"
  }
}

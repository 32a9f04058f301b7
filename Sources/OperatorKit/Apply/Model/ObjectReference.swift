/// Names one object on a cluster, in one API version.
///
/// The version says how to address the object, not which object it is: two references whose ``identity`` is equal
/// name the same object.
public struct ObjectReference: Hashable, Sendable {
  /// Empty for the core group.
  public let group: String
  public let version: String
  public let kind: String
  /// Empty for cluster-scoped objects.
  public let namespace: String
  public let name: String

  public init(group: String, version: String, kind: String, namespace: String, name: String) {
    self.group = group
    self.version = version
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  /// The reference to an object that is at hand.
  public init(_ object: DynamicObject) {
    self.init(object.groupVersionKind, object.key)
  }

  public init(_ kind: GroupVersionKind, _ key: ObjectKey) {
    self.init(group: kind.group, version: kind.version, kind: kind.kind, namespace: key.namespace, name: key.name)
  }

  public var groupVersionKind: GroupVersionKind { GroupVersionKind(group: group, version: version, kind: kind) }
  public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
  public var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }
  public var identity: Identity { Identity(groupKind: groupKind, key: key) }

  /// `Deployment/apps/web`: kind, namespace if any, and name, as messages name objects.
  public var subject: String { "\(kind)/\(key)" }

  /// The same reference without a namespace when the kind has none. Build tools put namespaces on cluster-scoped
  /// custom objects because they cannot know better; the API server drops them, so must whoever compares.
  public func scoped(to type: ResourceType) -> ObjectReference {
    guard !type.isNamespaced, !namespace.isEmpty else { return self }
    return ObjectReference(group: group, version: version, kind: kind, namespace: "", name: name)
  }

  /// What makes an object itself, whatever version it is read in.
  public struct Identity: Hashable, Sendable {
    public let groupKind: GroupKind
    public let key: ObjectKey

    public init(groupKind: GroupKind, key: ObjectKey) {
      self.groupKind = groupKind
      self.key = key
    }
  }
}

extension ObjectReference: CustomStringConvertible {
  public var description: String { subject }
}

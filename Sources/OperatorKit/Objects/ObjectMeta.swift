/// The metadata that controllers read. Managed fields are left out: they are the largest part of most objects and
/// belong to the API server. Use ``DynamicObject`` where they matter.
public struct ObjectMeta: Codable, Hashable, Sendable {
  public var name: String
  public var namespace: String?
  public var uid: String?
  public var resourceVersion: String?
  public var generation: Int64?
  public var creationTimestamp: Timestamp?
  public var deletionTimestamp: Timestamp?
  public var labels: [String: String]?
  public var annotations: [String: String]?
  public var finalizers: [String]?
  public var ownerReferences: [OwnerReference]?

  public init(name: String, namespace: String? = nil) {
    self.name = name
    self.namespace = namespace
  }

  public var key: ObjectKey { ObjectKey(namespace: namespace ?? "", name: name) }
  public var isBeingDeleted: Bool { deletionTimestamp != nil }
  public func hasFinalizer(_ finalizer: String) -> Bool { finalizers?.contains(finalizer) ?? false }
}

/// Names the object that another one belongs to; the garbage collector deletes the one after the other.
public struct OwnerReference: Codable, Hashable, Sendable {
  public var apiVersion: String
  public var kind: String
  public var name: String
  public var uid: String
  public var controller: Bool?
  public var blockOwnerDeletion: Bool?

  public init(
    apiVersion: String, kind: String, name: String, uid: String, controller: Bool? = nil,
    blockOwnerDeletion: Bool? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.name = name
    self.uid = uid
    self.controller = controller
    self.blockOwnerDeletion = blockOwnerDeletion
  }
}

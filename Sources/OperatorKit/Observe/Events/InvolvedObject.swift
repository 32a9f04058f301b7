package import JSON

/// Names one object for others: events, notifications, messages (`corev1.InvolvedObject`).
public struct InvolvedObject: Hashable, Sendable {
  public var apiVersion: String
  public var kind: String
  public var namespace: String
  public var name: String
  public var uid: String?
  public var resourceVersion: String?

  public init(
    apiVersion: String, kind: String, namespace: String, name: String, uid: String? = nil,
    resourceVersion: String? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.uid = uid
    self.resourceVersion = resourceVersion
  }

  public init(_ type: ResourceType, _ metadata: ObjectMeta) {
    self.init(
      apiVersion: type.apiVersion, kind: type.kind, namespace: metadata.namespace ?? "", name: metadata.name,
      uid: metadata.uid, resourceVersion: metadata.resourceVersion)
  }

  public init(_ object: DynamicObject) {
    self.init(
      apiVersion: object.apiVersion, kind: object.kind, namespace: object.namespace, name: object.name,
      uid: object.uid, resourceVersion: object.resourceVersion)
  }

  public init(_ object: some KubernetesObject) {
    self.init(type(of: object).resourceType, object.metadata)
  }

  /// The reference as JSON, without the members that are empty.
  package var json: JSONValue {
    var object: JSONObject = ["kind": .string(kind)]
    if !namespace.isEmpty { object["namespace"] = .string(namespace) }
    object["name"] = .string(name)
    if let uid { object["uid"] = .string(uid) }
    object["apiVersion"] = .string(apiVersion)
    if let resourceVersion { object["resourceVersion"] = .string(resourceVersion) }
    return .object(object)
  }
}

/// A type that models the objects of one kind.
///
/// Model only what you read: fields that are not in the type are ignored when an object is decoded, and objects are
/// never written back whole, so nothing is lost.
public protocol KubernetesObject: Codable, Sendable {
  static var resourceType: ResourceType { get }
  var metadata: ObjectMeta { get set }
}

extension KubernetesObject {
  public var key: ObjectKey { metadata.key }
}

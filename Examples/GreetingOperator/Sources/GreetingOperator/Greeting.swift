import OperatorKit

/// Asks for a greeting, which is kept in a ConfigMap of the same name.
struct Greeting: KubernetesObject {
  static let resourceType = ResourceType(group: "example.com", version: "v1", kind: "Greeting", plural: "greetings")

  struct Spec: Codable, Hashable {
    var name: String
  }

  struct Status: Codable, Hashable {
    var conditions: [Condition]?
    var observedGeneration: Int64?
  }

  var metadata: ObjectMeta
  var spec: Spec
  var status: Status?
}

/// What the operator reads of the ConfigMaps that it owns: their metadata.
struct OwnedConfigMap: KubernetesObject {
  static let resourceType = ResourceType.configMap
  var metadata: ObjectMeta
}

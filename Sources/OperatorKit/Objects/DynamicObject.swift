public import JSON

/// An object of any kind, kept as the JSON it came as.
public struct DynamicObject: Hashable, Sendable {
  public var json: JSONValue

  public init(_ json: JSONValue) { self.json = json }

  public init(_ type: ResourceType, _ key: ObjectKey) {
    var metadata: JSONObject = ["name": .string(key.name)]
    if !key.namespace.isEmpty { metadata["namespace"] = .string(key.namespace) }
    json = ["apiVersion": .string(type.apiVersion), "kind": .string(type.kind), "metadata": .object(metadata)]
  }

  public var apiVersion: String { json["apiVersion"]?.stringValue ?? "" }
  public var kind: String { json["kind"]?.stringValue ?? "" }
  public var groupVersionKind: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }

  public var name: String { json[path: "metadata", "name"]?.stringValue ?? "" }

  public var namespace: String {
    get { json[path: "metadata", "namespace"]?.stringValue ?? "" }
    set { json[path: "metadata", "namespace"] = newValue.isEmpty ? nil : .string(newValue) }
  }

  public var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }
  public var uid: String? { json[path: "metadata", "uid"]?.stringValue }
  public var resourceVersion: String? { json[path: "metadata", "resourceVersion"]?.stringValue }
  public var generation: Int64? { json[path: "metadata", "generation"]?.int64Value }
  public var isBeingDeleted: Bool { json[path: "metadata", "deletionTimestamp"]?.stringValue != nil }

  /// Labels whose values are not strings are left out.
  public var labels: [String: String] { stringMap("labels") }
  public var annotations: [String: String] { stringMap("annotations") }

  public func label(_ name: String) -> String? { json[path: "metadata", "labels", name]?.stringValue }
  public func annotation(_ name: String) -> String? { json[path: "metadata", "annotations", name]?.stringValue }

  public mutating func setLabel(_ name: String, _ value: String?) {
    json[path: "metadata", "labels", name] = value.map(JSONValue.string)
  }

  public mutating func setAnnotation(_ name: String, _ value: String?) {
    json[path: "metadata", "annotations", name] = value.map(JSONValue.string)
  }

  /// `Deployment/apps/web`: kind, namespace if any, and name, as messages name objects.
  public var subject: String { "\(kind)/\(key)" }

  /// Decodes a model; throws `DecodingError`.
  public func decode<T: Decodable>(_ type: T.Type = T.self) throws -> T { try JSONDecoding.decode(type, from: json) }

  private func stringMap(_ field: String) -> [String: String] {
    var result: [String: String] = [:]
    for (key, value) in json[path: "metadata", field]?.objectValue ?? [:] {
      if let string = value.stringValue { result[key] = string }
    }
    return result
  }
}

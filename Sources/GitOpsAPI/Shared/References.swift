/// Names an object of a known kind in the same namespace.
public struct LocalObjectReference: Codable, Hashable, Sendable {
  public var name: String

  public init(name: String) { self.name = name }

  package static let schema = Schema.object("Names an object in the same namespace.") {
    Field("name", required: .string, "Name of the object.")
  }
}

/// Names one value of a Secret in the same namespace.
public struct SecretKeyReference: Codable, Hashable, Sendable {
  public var name: String
  /// `nil` for the key that the reader expects.
  @NonEmpty public var key: String?

  public init(name: String, key: String? = nil) {
    self.name = name
    self.key = key
  }

  package static let schema = Schema.object("Names a value of a Secret in the same namespace.") {
    Field("key", .string, "Key in the Secret; when absent, value and then value.yaml.")
    Field("name", required: .string, "Name of the Secret.")
  }
}

/// Names an object of any kind, by default in the namespace of who refers to it.
public struct ObjectReference: Codable, Hashable, Sendable {
  @NonEmpty public var apiVersion: String?
  public var kind: String
  public var name: String
  @NonEmpty public var namespace: String?

  public init(apiVersion: String? = nil, kind: String, name: String, namespace: String? = nil) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.name = name
    self.namespace = namespace
  }

  package static let schema = Schema.object("Names an object of any kind.") {
    Field("apiVersion", .string, "API version of the object.")
    Field("kind", required: .string, "Kind of the object.")
    Field("name", required: .string, "Name of the object.")
    Field("namespace", .string, "Namespace of the object; by default that of this object.")
  }
}

import GitOpsAPI
import Glibc
import JSON
import OperatorKit
import OperatorKitTesting

/// Waits for what the demo tells of. Everything is in the namespace `fleet` unless said otherwise.
struct Watcher {
  let client: KubernetesClient
  private static let namespace = "fleet"
  private static let patience = Duration.seconds(120)

  /// The object is ready for its newest generation and, when given, for a revision that names the commit.
  func ready(_ type: ResourceType, _ name: String, revision commit: String?) async throws {
    try await eventually("\(type.kind)/\(name) to be ready", within: Self.patience, every: .milliseconds(20)) {
      guard let object = try await client.find(type, key(name)) else { return false }
      let status = object.json["status"]
      let conditions: [Condition] = try (status?["conditions"]).map { try JSONDecoding.decode(from: $0) } ?? []
      guard conditions.isTrue(ConditionType.ready), status?["observedGeneration"]?.int64Value == object.generation
      else { return false }
      guard let commit else { return true }
      let revision = status?["lastAppliedRevision"]?.stringValue ?? status?[path: "artifact", "revision"]?.stringValue
      return revision?.hasSuffix(commit) ?? false
    }
  }

  func inventory(_ name: String) async throws -> Int {
    let object = try await client.get(Kustomization.resourceType, key(name))
    return object.json[path: "status", "inventory", "entries"]?.arrayValue?.count ?? 0
  }

  func exists(_ apiVersion: String, _ kind: String, _ namespace: String, _ name: String) async throws {
    let type = try await client.resourceType(for: GroupVersionKind(apiVersion: apiVersion, kind: kind))
    try await eventually("\(kind)/\(namespace)/\(name)", within: Self.patience, every: .milliseconds(20)) {
      try await client.find(type, ObjectKey(namespace: namespace, name: name), as: .metadata) != nil
    }
  }

  func gone(_ type: ResourceType, _ namespace: String, _ name: String) async throws {
    try await eventually("\(type.kind)/\(namespace)/\(name) to be gone", within: Self.patience) {
      try await client.find(type, ObjectKey(namespace: namespace, name: name), as: .metadata) == nil
    }
  }

  /// Where a Receiver is called, once it can be.
  func webhookPath(_ name: String) async throws -> String {
    var path = ""
    try await eventually("Receiver/\(name) to have a path", within: Self.patience, every: .milliseconds(20)) {
      let object = try await client.get(Receiver.resourceType, key(name))
      path = object.json[path: "status", "webhookPath"]?.stringValue ?? ""
      return !path.isEmpty
    }
    return path
  }

  /// The Deployment asks for this image, and all of its pods run it if they are to be `available`.
  func image(_ namespace: String, _ name: String, _ image: String, available: Bool = true) async throws {
    let type = try await client.resourceType(for: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"))
    let key = ObjectKey(namespace: namespace, name: name)
    try await eventually("\(image) to run", within: Self.patience, every: .milliseconds(50)) {
      let object = try await client.get(type, key)
      let containers = object.json[path: "spec", "template", "spec", "containers"]
      guard containers?[0]?["image"]?.stringValue == image else { return false }
      return !available || Readiness(of: object).status == .current
    }
  }

  /// What `flux reconcile` does: asks for a run now.
  func request(_ type: ResourceType, _ name: String) async throws {
    let patch: JSONValue = [
      "metadata": ["annotations": [AnnotationName.requestedAt: .string(Timestamp.now().microTime)]]
    ]
    try await client.patch(type, key(name), .merge(patch))
  }

  private func key(_ name: String) -> ObjectKey { ObjectKey(namespace: Self.namespace, name: name) }
}

func makeDirectory(_ path: String) throws {
  guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
    throw DemoFailure("cannot make \(path): \(String(cString: strerror(errno)))")
  }
}

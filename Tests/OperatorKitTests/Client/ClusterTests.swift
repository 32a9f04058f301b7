import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// A namespace of a test's own on the shared control plane.
struct TestNamespace {
  let client: KubernetesClient
  let name: String

  static func make() async throws -> TestNamespace {
    let cluster = try await ControlPlane.shared()
    let client = KubernetesClient(try .kubeconfig(path: cluster.kubeconfigPath))
    let name = "test-\(UInt32.random(in: 0...UInt32.max))"
    _ = try await client.create(.namespace, DynamicObject(.namespace, ObjectKey(namespace: "", name: name)))
    return TestNamespace(client: client, name: name)
  }

  func key(_ name: String) -> ObjectKey { ObjectKey(namespace: self.name, name: name) }

  func configMap(_ name: String, _ data: [String: String] = [:]) -> DynamicObject {
    var object = DynamicObject(.configMap, key(name))
    object.json["data"] = JSONValue(data)
    return object
  }
}

@Suite struct ClientClusterTests {
  @Test func objectsAreCreatedReadChangedAndDeleted() async throws {
    let namespace = try await TestNamespace.make()
    let client = namespace.client
    let created = try await client.create(.configMap, namespace.configMap("a", ["k": "1"]))
    #expect(created.uid != nil)

    let patched = try await client.patch(.configMap, namespace.key("a"), .merge(["data": ["k": "2"]]))
    #expect(patched.json[path: "data", "k"] == "2")
    let operations: [JSONValue] = [["op": "replace", "path": "/data/k", "value": "3"]]
    try await client.patch(.configMap, namespace.key("a"), .json(operations))
    let read = try await client.get(.configMap, namespace.key("a"))
    #expect(read.json[path: "data", "k"] == "3")
    #expect(try await client.get(.configMap, namespace.key("a"), as: .metadata).json["data"] == nil)

    await #expect(throws: KubernetesError.self) {
      try await client.delete(.configMap, namespace.key("a"), options: DeleteOptions(uid: "another"))
    }
    try await client.delete(.configMap, namespace.key("a"), options: DeleteOptions(uid: created.uid))
    #expect(try await client.find(.configMap, namespace.key("a")) == nil)
  }

  @Test func serverSideApplyOwnsFieldsAndDryRunStoresNothing() async throws {
    let namespace = try await TestNamespace.make()
    let client = namespace.client
    let options = WriteOptions(fieldManager: "tester")
    let object = namespace.configMap("a", ["k": "1"])
    try await client.patch(
      .configMap, object.key, .apply(object.json, force: true),
      options: WriteOptions(fieldManager: "tester", dryRun: true))
    #expect(try await client.find(.configMap, object.key) == nil)
    let applied = try await client.patch(.configMap, object.key, .apply(object.json, force: true), options: options)
    let managers = applied.json[path: "metadata", "managedFields"]?.arrayValue?.compactMap {
      $0["manager"]?.stringValue
    }
    #expect(managers == ["tester"])
  }

  @Test func refusalsNameTheField() async throws {
    let namespace = try await TestNamespace.make()
    var object = namespace.configMap("a")
    object.json[path: "metadata", "labels"] = ["bad key!": "x"]
    let error = await #expect(throws: KubernetesError.self) {
      try await namespace.client.create(.configMap, object)
    }
    #expect(error?.kind == .invalid)
    #expect(error?.causes.first?.field == "metadata.labels")
  }

  @Test func listsArePaged() async throws {
    let namespace = try await TestNamespace.make()
    for index in 0..<7 { _ = try await namespace.client.create(.configMap, namespace.configMap("c\(index)")) }
    var names: [String] = []
    let selector = "metadata.name!=kube-root-ca.crt"
    let metadata = try await namespace.client.list(
      .configMap, namespace: namespace.name, options: ListOptions(fieldSelector: selector, pageSize: 3)
    ) { names.append($0.name) }
    #expect(names.sorted() == (0..<7).map { "c\($0)" })
    #expect(metadata.count == 7)
    #expect(!metadata.resourceVersion.isEmpty)
  }

  @Test func discoveryFindsAKindThatAppearsLater() async throws {
    let cluster = try await ControlPlane.shared()
    let client = KubernetesClient(try .kubeconfig(path: cluster.kubeconfigPath))
    let deployment = try await client.resourceType(
      for: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"))
    #expect(deployment.plural == "deployments")
    #expect(deployment.isNamespaced)

    let kind = GroupVersionKind(group: "late.example.com", version: "v1", kind: "Latecomer")
    let error = await #expect(throws: KubernetesError.self) { try await client.resourceType(for: kind) }
    #expect(error?.message == #"no matches for kind "Latecomer" in version "late.example.com/v1""#)
    _ = try await client.create(.customResourceDefinition, DynamicObject(latecomers))
    try await eventually("the new kind to be served") { (try? await client.resourceType(for: kind)) != nil }
    #expect(try await client.resourceType(for: kind).plural == "latecomers")
    try await client.delete(.customResourceDefinition, ObjectKey(namespace: "", name: "latecomers.late.example.com"))
  }

  private var latecomers: JSONValue {
    [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": ["name": "latecomers.late.example.com"],
      "spec": [
        "group": "late.example.com", "scope": "Namespaced",
        "names": ["kind": "Latecomer", "plural": "latecomers", "singular": "latecomer", "listKind": "LatecomerList"],
        "versions": [
          ["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": ["type": "object"]]]
        ],
      ],
    ]
  }

  @Test func aTenantIsWhoHeIs() async throws {
    let namespace = try await TestNamespace.make()
    let identity = try #require(Impersonation(serviceAccount: "nobody", namespace: namespace.name))
    let error = await #expect(throws: KubernetesError.self) {
      try await namespace.client.impersonating(identity).get(.secret, namespace.key("x"))
    }
    #expect(error?.kind == .forbidden)
    #expect(error?.message.contains("system:serviceaccount:\(namespace.name):nobody") == true)
  }
}

@Suite struct InformerClusterTests {
  /// What the store keeps in these tests: the value of one key.
  private func informer(_ namespace: TestNamespace) -> Informer<String> {
    Informer(
      .configMap, client: namespace.client,
      scope: .init(namespace: namespace.name, fieldSelector: "metadata.name!=kube-root-ca.crt", pageSize: 2),
      indexers: ["value": { [$0] }]
    ) { $0.json[path: "data", "k"]?.stringValue ?? "" }
  }

  @Test func theStoreFollowsTheServer() async throws {
    let namespace = try await TestNamespace.make()
    for index in 0..<5 {
      _ = try await namespace.client.create(.configMap, namespace.configMap("c\(index)", ["k": "old"]))
    }
    let informer = informer(namespace)
    let running = Task { await informer.run() }
    defer { running.cancel() }
    try await informer.waitUntilSynced()
    #expect(informer.store.count == 5)

    try await namespace.client.patch(.configMap, namespace.key("c1"), .merge(["data": ["k": "new"]]))
    try await namespace.client.delete(.configMap, namespace.key("c2"))
    _ = try await namespace.client.create(.configMap, namespace.configMap("c9", ["k": "new"]))
    try await eventually("the changed and the new object") {
      informer.store.keys(index: "value", value: "new") == [namespace.key("c1"), namespace.key("c9")]
    }
    try await eventually("the deletion") { informer.store[namespace.key("c2")] == nil }
    #expect(informer.store.keys(index: "value", value: "old").count == 3)
  }

  @Test func ourOwnWriteIsSeenAtOnceAndToldOnce() async throws {
    let namespace = try await TestNamespace.make()
    _ = try await namespace.client.create(.configMap, namespace.configMap("a", ["k": "1"]))
    let informer = informer(namespace)
    let running = Task { await informer.run() }
    defer { running.cancel() }
    try await informer.waitUntilSynced()
    let written = try await namespace.client.patch(.configMap, namespace.key("a"), .merge(["data": ["k": "2"]]))
    informer.noteWritten(written)
    #expect(informer.store[namespace.key("a")]?.object == "2")
  }
}

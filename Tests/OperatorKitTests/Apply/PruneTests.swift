import JSON
import OperatorKit
import Testing

@Suite("Prune on a control plane")
struct PruneTests {
  @Test("K-15-01 K-15-02 K-15-03 K-15-04 K-15-06 K-15-07 only the owner's own objects go, in reverse order")
  func ownership() async throws {
    let cluster = try await ApplyCluster.make()
    var kept = cluster.configMap("kept")
    kept.setAnnotation("\(ApplyCluster.prefix)/prune", "Disabled")
    let objects = [cluster.configMap("a"), cluster.configMap("moved"), kept, DynamicObject(.secret, cluster.key("s"))]
    let applied = try await cluster.apply(objects)
    try await cluster.client.patch(
      .configMap, cluster.key("moved"),
      .merge(["metadata": ["labels": .object(["\(ApplyCluster.prefix)/name": "another"])]]))
    let gone = reference("ConfigMap", "gone", namespace: cluster.namespace)
    let unknown = reference("Nothing", "x", group: "unknown.example.org", namespace: cluster.namespace)
    let result = try await cluster.pruner().prune(applied.changes.inventory.entries + [gone, unknown])
    #expect(
      result.changes.description == """
        Nothing/\(cluster.namespace)/x deleted
        Secret/\(cluster.namespace)/s deleted
        ConfigMap/\(cluster.namespace)/moved skipped
        ConfigMap/\(cluster.namespace)/kept skipped
        ConfigMap/\(cluster.namespace)/gone deleted
        ConfigMap/\(cluster.namespace)/a deleted
        """)
    #expect(result.survivors.isEmpty)
    #expect(result.requests.deletes == 2)
    #expect(try await cluster.client.find(.configMap, cluster.key("a")) == nil)
    #expect(try await cluster.client.find(.configMap, cluster.key("moved")) != nil)
    #expect(try await cluster.client.find(.configMap, cluster.key("kept")) != nil)
    await cluster.remove()
  }

  @Test("guarded objects, and objects that are kept under another name of theirs, are not deleted")
  func guarded() async throws {
    let cluster = try await ApplyCluster.make()
    let role = manifest(
      #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"\#(cluster.namespace)"},"rules":[]}"#
    )
    let applied = try await cluster.apply([cluster.configMap("a"), role])
    let namespaced = applied.changes.inventory.entries.map { entry in
      ObjectReference(
        group: entry.group, version: entry.version, kind: entry.kind, namespace: cluster.namespace, name: entry.name)
    }
    let kept = try await cluster.pruner().prune(namespaced, keeping: applied.changes)
    #expect(kept.changes.actions == [.skipped, .skipped])
    let guarded = try await cluster.pruner(DeletionGuard { $0.kind == "ConfigMap" }).prune(namespaced)
    #expect(guarded.changes.actions == [.skipped, .deleted])
    #expect(try await cluster.client.find(.configMap, cluster.key("a")) != nil)
    await cluster.remove()
  }

  @Test("K-15-05 objects whose deletion fails survive, the others go, and the errors are one")
  func survivors() async throws {
    let cluster = try await ApplyCluster.make()
    let applied = try await cluster.apply([cluster.configMap("a"), DynamicObject(.secret, cluster.key("s"))])
    let account = "system:serviceaccount:\(cluster.namespace):weak"
    try await allowConfigMaps(cluster, account)
    let weak = try #require(Impersonation(serviceAccount: "weak", namespace: cluster.namespace))
    let pruner = Pruner(
      client: cluster.client.impersonating(weak), owner: cluster.owner,
      markers: ControlMarkers(prefix: ApplyCluster.prefix))
    let result = try await pruner.prune(applied.changes.inventory.entries)
    #expect(result.changes.actions == [.unknown, .deleted])
    #expect(result.survivors.map(\.kind) == ["Secret"])
    let text = result.failure?.description ?? ""
    #expect(text.hasPrefix("delete failed, errors: Secret/\(cluster.namespace)/s query failed: "))
    #expect(text.hasSuffix(";"))
    await cluster.remove()
  }

  @Test("what is being deleted and held by finalizers is said to remain, with who holds it")
  func termination() async throws {
    let cluster = try await ApplyCluster.make()
    var held = cluster.configMap("held")
    held.json[path: "metadata", "finalizers"] = ["example.org/hold"]
    let applied = try await cluster.apply([held, cluster.configMap("free")])
    _ = try await cluster.pruner().prune(applied.changes.inventory.entries)
    let termination = Termination(client: cluster.client)
    let remaining = try await termination.remaining(of: applied.changes.inventory.entries)
    #expect(remaining.map(\.reference.name) == ["held"])
    #expect(remaining.first?.finalizers == ["example.org/hold"])
    #expect(remaining.first?.isBeingDeleted == true)
    try await cluster.client.patch(
      .configMap, cluster.key("held"), .merge(["metadata": ["finalizers": []]]))
    #expect(try await termination.remaining(of: applied.changes.inventory.entries).isEmpty)
    await cluster.remove()
  }

  @Test("an object whose kind is defined but not served is not taken for gone")
  func unserved() async throws {
    let cluster = try await ApplyCluster.make()
    let widget = WidgetDefinition()
    let definition = try await cluster.apply([widget.definition])
    let object = ObjectReference(
      group: widget.group, version: "v1", kind: widget.kind, namespace: cluster.namespace, name: "w")
    // A client that has never seen the kind, and a definition of the group that serves nothing.
    try await cluster.client.patch(
      .customResourceDefinition, ObjectKey(namespace: "", name: "widgets.\(widget.group)"),
      .json([["op": "replace", "path": "/spec/versions/0/served", "value": false]]))
    let result = try await eventually {
      try await cluster.pruner().prune([object])
    } until: {
      !$0.errors.isEmpty
    }
    #expect(result.survivors == [object])
    #expect(result.failure?.description.contains("Widget/\(cluster.namespace)/w query failed") == true)
    let gone = try await cluster.pruner().prune(definition.changes.inventory.entries)
    #expect(gone.deleted.count == 1)
    let later = try await eventually {
      try await cluster.pruner().prune([object])
    } until: {
      $0.errors.isEmpty
    }
    #expect(later.deleted == [object])
    await cluster.remove()
  }

  /// Repeats something until its result is as it should be, or a minute has passed.
  private func eventually<Result: Sendable>(
    _ attempt: () async throws -> Result, until isRight: (Result) -> Bool
  ) async throws -> Result {
    let deadline = ContinuousClock.now + .seconds(60)
    var result = try await attempt()
    while !isRight(result), ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(100))
      result = try await attempt()
    }
    return result
  }

  private func allowConfigMaps(_ cluster: ApplyCluster, _ user: String) async throws {
    let objects = [
      #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"weak","namespace":"\#(cluster.namespace)"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["*"]}]}"#,
      #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"weak","namespace":"\#(cluster.namespace)"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"weak"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"\#(user)"}]}"#,
    ]
    for object in objects.map(manifest) {
      let type = try await cluster.client.resourceType(for: object.groupVersionKind)
      _ = try await cluster.client.create(type, object)
    }
  }
}

import JSON
import OperatorKit
import OperatorKitTesting
import Testing

@Suite("Applier on a control plane")
struct ApplierTests {
  @Test("K-12-01 K-12-15 K-12-17 created, configured, unchanged; an unchanged object is not written")
  func lifeOfAnObject() async throws {
    let cluster = try await ApplyCluster.make()
    let created = try await cluster.apply([cluster.configMap("a")])
    #expect(created.changes.changeText == "ConfigMap/\(cluster.namespace)/a created")
    let live = try await cluster.client.get(.configMap, cluster.key("a"))
    #expect(cluster.owner.match(live))
    let managers = live.json[path: "metadata", "managedFields"]?.arrayValue ?? []
    #expect(managers.map { $0["manager"] } == ["ours"])
    #expect(managers.map { $0["operation"] } == ["Apply"])

    let version = try await cluster.version("a")
    let unchanged = try await cluster.apply([cluster.configMap("a")])
    #expect(unchanged.changes.actions == [.unchanged])
    #expect(try await cluster.version("a") == version)
    #expect(unchanged.requests.writes == 0)

    let configured = try await cluster.apply([cluster.configMap("a", ["k": "new"])])
    #expect(configured.changes.actions == [.configured])
    #expect(configured.changes.entries.first?.drift.description == #"/data/k: "v" → "new""#)
    #expect(configured.changes.inventory.entries.map(\.subject) == ["ConfigMap/\(cluster.namespace)/a"])
    await cluster.remove()
  }

  @Test("K-12-15 what an object's own controller writes while we look is not taken for a difference")
  func race() async throws {
    let cluster = try await ApplyCluster.make()
    let deployment = manifest(
      #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"\#(cluster.namespace)"},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"web","ports":[{"containerPort":80}],"resources":{"limits":{"cpu":1}}}]}}}}"#
    )
    #expect(try await cluster.apply([deployment]).changes.actions == [.created])
    for _ in 0..<5 { #expect(try await cluster.apply([deployment]).changes.actions == [.unchanged]) }
    await cluster.remove()
  }

  @Test("K-12-16 K-13-03 foreign changes are undone")
  func drift() async throws {
    let cluster = try await ApplyCluster.make()
    _ = try await cluster.apply([cluster.configMap("a")])
    try await cluster.client.patch(.configMap, cluster.key("a"), .merge(["data": ["k": "theirs"]]))
    let result = try await cluster.apply([cluster.configMap("a")])
    #expect(result.changes.actions == [.configured])
    #expect(try await cluster.client.get(.configMap, cluster.key("a")).json[path: "data", "k"] == "v")
    await cluster.remove()
  }

  @Test("K-12-12 K-12-18 a refused object stops its stage before anything is written, and is named with field and file")
  func refused() async throws {
    let cluster = try await ApplyCluster.make()
    var service = DynamicObject(
      ResourceType(group: "", version: "v1", kind: "Service", plural: "services"), cluster.key("bad"))
    service.json["spec"] = ["ports": [["port": 99999]]]
    let failure = await #expect(throws: ApplyFailure.self) {
      _ = try await cluster.apply([cluster.configMap("a"), service])
    }
    let text = failure?.description ?? ""
    #expect(text.hasPrefix("Service/\(cluster.namespace)/bad dry-run failed (Invalid): "))
    #expect(text.contains("spec.ports[0].port"))
    #expect(text.hasSuffix("(bad.yaml:1)"))
    #expect(failure?.requests.writes == 0)
    #expect(try await cluster.client.find(.configMap, cluster.key("a")) == nil)
    await cluster.remove()
  }

  @Test("K-12-18 a missing namespace and an unknown kind say so")
  func unaddressable() async throws {
    let cluster = try await ApplyCluster.make()
    var homeless = cluster.configMap("a")
    homeless.namespace = ""
    let first = await #expect(throws: ApplyFailure.self) { _ = try await cluster.apply([homeless]) }
    #expect(first?.description.hasPrefix("ConfigMap/a namespace not specified: ") == true)

    var lost = cluster.configMap("a")
    lost.namespace = "no-such-namespace"
    let second = await #expect(throws: ApplyFailure.self) { _ = try await cluster.apply([lost]) }
    #expect(second?.description.hasPrefix("ConfigMap/no-such-namespace/a not found: ") == true)

    let unknown = manifest(
      #"{"apiVersion":"example.org/v1","kind":"Nothing","metadata":{"name":"x","namespace":"\#(cluster.namespace)"}}"#)
    let third = await #expect(throws: ApplyFailure.self) { _ = try await cluster.apply([unknown]) }
    #expect(
      third?.description
        == "Nothing/\(cluster.namespace)/x dry-run failed: no matches for kind \"Nothing\" in version \"example.org/v1\" (x.yaml:1)"
    )
    await cluster.remove()
  }

  @Test("a refused Secret's data is not repeated")
  func secretInError() async throws {
    let cluster = try await ApplyCluster.make()
    var secret = DynamicObject(.secret, cluster.key("s"))
    secret.json["data"] = ["k": "hush-hush-not-base64!"]
    let failure = await #expect(throws: ApplyFailure.self) { _ = try await cluster.apply([secret]) }
    #expect(failure?.description.contains("Secret/\(cluster.namespace)/s dry-run failed") == true)
    #expect(failure?.description.contains("hush-hush") == false)
    await cluster.remove()
  }

  @Test("K-12-08 K-12-11 a definition and its object in one set, and a namespace and what is in it")
  func definitionAndObject() async throws {
    let cluster = try await ApplyCluster.make()
    let widget = WidgetDefinition()
    var inner = DynamicObject(.configMap, ObjectKey(namespace: "\(cluster.namespace)-inner", name: "a"))
    inner.json["data"] = ["k": "v"]
    let objects = [
      inner, widget.object(cluster.key("w")), widget.definition,
      DynamicObject(.namespace, ObjectKey(namespace: "", name: "\(cluster.namespace)-inner")),
    ]
    let result = try await cluster.apply(objects)
    #expect(
      result.changes.entries.map(\.reference.kind)
        == ["CustomResourceDefinition", "Namespace", "ConfigMap", widget.kind])
    #expect(result.changes.actions == [.created, .created, .created, .created])
    let again = try await cluster.apply(objects)
    #expect(again.changes.actions == [.unchanged, .unchanged, .unchanged, .unchanged])
    let gone = try await cluster.pruner().prune(again.changes.inventory.entries)
    #expect(gone.failure == nil)
    #expect(gone.deleted.map(\.kind) == [widget.kind, "ConfigMap", "Namespace", "CustomResourceDefinition"])
    await cluster.remove()
  }

  @Test("K-12-19 K-12-20 K-13-07 immutable fields: an error that says what to do, recreation where it was asked for")
  func recreation() async throws {
    let cluster = try await ApplyCluster.make()
    var job = manifest(
      #"{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j","namespace":"\#(cluster.namespace)"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"a","image":"one"}]}}}}"#
    )
    let first = try await cluster.apply([job])
    job.json[path: "spec", "template", "spec", "containers"] = [["name": "a", "image": "two"]]
    let failure = await #expect(throws: ApplyFailure.self) { _ = try await cluster.apply([job]) }
    #expect(failure?.description.contains("field is immutable") == true)
    #expect(failure?.description.contains("\(ApplyCluster.prefix)/force: enabled") == true)

    job.setAnnotation("\(ApplyCluster.prefix)/force", "Enabled")
    let second = try await cluster.apply([job])
    #expect(second.changes.actions == [.created])
    #expect(second.changes.entries.first?.uid != first.changes.entries.first?.uid)
    job.json[path: "spec", "template", "spec", "containers"] = [["name": "", "image": "three"]]
    await #expect(throws: ApplyFailure.self) { _ = try await cluster.apply([job]) { $0.force = true } }
    let uid = try await cluster.client.get(
      ResourceType(group: "batch", version: "v1", kind: "Job", plural: "jobs"), cluster.key("j")
    ).uid
    #expect(uid == second.changes.entries.first?.uid, "an object that is invalid anyway is not deleted")
    await cluster.remove()
  }

  @Test("K-12-21 K-12-22 what kubectl applied becomes ours, with its annotation gone and its fields removed")
  func takeover() async throws {
    let cluster = try await ApplyCluster.make()
    let plane = try await ControlPlane.shared()
    let theirs = cluster.configMap("a", ["k": "v", "extra": "x"])
    try await plane.apply(theirs.json.serializedString())
    let result = try await cluster.apply([cluster.configMap("a")]) { options in
      options.takesOverFrom = [
        .init(prefix: "kubectl", operation: .update), .init(prefix: "kubectl", operation: .apply),
      ]
      options.removedAnnotations = ["kubectl.kubernetes.io/last-applied-configuration"]
    }
    #expect(result.changes.actions == [.configured])
    let live = try await cluster.client.get(.configMap, cluster.key("a"))
    #expect(live.json["data"] == ["k": "v"])
    #expect(live.annotations.isEmpty)
    #expect(
      (live.json[path: "metadata", "managedFields"]?.arrayValue ?? []).compactMap { $0["manager"]?.stringValue }
        == ["ours"])
    await cluster.remove()
  }

  @Test("K-13-04 a merged object keeps the fields of others")
  func merge() async throws {
    let cluster = try await ApplyCluster.make()
    let plane = try await ControlPlane.shared()
    try await plane.apply(cluster.configMap("a", ["k": "old", "extra": "x"]).json.serializedString())
    var ours = cluster.configMap("a")
    ours.setAnnotation("\(ApplyCluster.prefix)/ssa", "Merge")
    _ = try await cluster.apply([ours]) { $0.takesOverFrom = [.init(prefix: "kubectl", operation: .update)] }
    #expect(try await cluster.client.get(.configMap, cluster.key("a")).json["data"] == ["k": "v", "extra": "x"])
    await cluster.remove()
  }

  @Test("K-13-02 K-13-05 K-13-06 markers: left alone, created once, ignored and not created")
  func markers() async throws {
    let cluster = try await ApplyCluster.make()
    let marked = { (name: String, control: String, value: String) in
      var object = cluster.configMap(name)
      object.setAnnotation("\(ApplyCluster.prefix)/\(control)", value)
      return object
    }
    let objects = [
      marked("disabled", "reconcile", "disabled"), marked("ignored", "ssa", "Ignore"),
      marked("once", "ssa", "IfNotPresent"),
    ]
    let first = try await cluster.apply(objects)
    #expect(first.changes.actions == [.skipped, .skipped, .created])
    #expect(try await cluster.client.find(.configMap, cluster.key("ignored")) == nil)
    try await cluster.client.patch(.configMap, cluster.key("once"), .merge(["data": ["k": "theirs"]]))
    let second = try await cluster.apply(objects)
    #expect(second.changes.actions == [.skipped, .skipped, .skipped])
    #expect(second.changes.inventory.entries.map(\.name) == ["once"])
    #expect(try await cluster.client.get(.configMap, cluster.key("once")).json[path: "data", "k"] == "theirs")

    try await cluster.client.patch(
      .configMap, cluster.key("once"),
      .merge(["metadata": ["labels": .object(["\(ApplyCluster.prefix)/reconcile": "disabled"])]]))
    let third = try await cluster.apply([cluster.configMap("once", ["k": "new"])])
    #expect(third.changes.actions == [.skipped], "a marker on the live object counts")
    await cluster.remove()
  }

  @Test("K-12-25 ignored fields are no drift, and keep their value when something else is applied")
  func ignored() async throws {
    let cluster = try await ApplyCluster.make()
    _ = try await cluster.apply([cluster.configMap("a", ["k": "v", "other": "1"])])
    try await cluster.client.patch(.configMap, cluster.key("a"), .merge(["data": ["k": "theirs"]]))
    let pointer = try #require(JSONPointer("/data/k"))
    let rules = [IgnoreRule(paths: [pointer], name: "all")]
    let same = try await cluster.apply([cluster.configMap("a", ["k": "v", "other": "1"])]) { $0.ignoreRules = rules }
    #expect(same.changes.actions == [.unchanged])
    let other = try await cluster.apply([cluster.configMap("a", ["k": "v", "other": "2"])]) { $0.ignoreRules = rules }
    #expect(other.changes.actions == [.configured])
    #expect(
      try await cluster.client.get(.configMap, cluster.key("a")).json["data"] == ["k": "theirs", "other": "2"])

    try await cluster.client.patch(
      .configMap, cluster.key("a"),
      .apply(cluster.configMap("a", ["k": "scaled"]).json, force: true), options: WriteOptions(fieldManager: "scaler"))
    let third = try await cluster.apply([cluster.configMap("a", ["k": "v", "other": "3"])]) { $0.ignoreRules = rules }
    #expect(third.changes.actions == [.configured])
    let live = try await cluster.client.get(.configMap, cluster.key("a"))
    #expect(live.json["data"] == ["k": "scaled", "other": "3"])
    #expect(ManagedFields(live).appliers(of: pointer, in: live) == ["scaler"])
    await cluster.remove()
  }
}

@Suite("Ignored fields on a control plane")
struct IgnoredFieldTests {
  @Test("K-12-25 an ignored field that only we apply keeps its value when its manifest changes, and is not removed")
  func ownField() async throws {
    let cluster = try await ApplyCluster.make()
    _ = try await cluster.apply([cluster.configMap("a", ["k": "v", "other": "1"])])
    let pointer = try #require(JSONPointer("/data/k"))
    let result = try await cluster.apply([cluster.configMap("a", ["k": "new", "other": "2"])]) { options in
      options.ignoreRules = [IgnoreRule(paths: [pointer], name: "all")]
    }
    #expect(result.changes.entries.first?.drift.description == #"/data/other: "1" → "2""#)
    #expect(try await cluster.client.get(.configMap, cluster.key("a")).json["data"] == ["k": "v", "other": "2"])
    await cluster.remove()
  }

  @Test("K-12-25 ignore rules are not used on create")
  func creation() async throws {
    let cluster = try await ApplyCluster.make()
    let pointer = try #require(JSONPointer("/data/k"))
    _ = try await cluster.apply([cluster.configMap("a")]) { options in
      options.ignoreRules = [IgnoreRule(paths: [pointer], name: "all")]
    }
    #expect(try await cluster.client.get(.configMap, cluster.key("a")).json["data"] == ["k": "v"])
    await cluster.remove()
  }
}

@Suite("Preview on a control plane")
struct PreviewTests {
  @Test("a preview says what would be done and writes nothing, also for what the set itself defines")
  func preview() async throws {
    let cluster = try await ApplyCluster.make()
    _ = try await cluster.apply([cluster.configMap("a"), cluster.configMap("b")])
    let widget = WidgetDefinition()
    let inner = DynamicObject(.configMap, ObjectKey(namespace: "\(cluster.namespace)-inner", name: "c"))
    let objects = [
      cluster.configMap("a"), cluster.configMap("b", ["k": "new"]), inner, widget.definition,
      widget.object(cluster.key("w")),
      DynamicObject(.namespace, ObjectKey(namespace: "", name: "\(cluster.namespace)-inner")),
    ]
    let applier = Applier(client: cluster.client, options: cluster.options)
    let result = try await applier.preview(try cluster.set(objects))
    #expect(
      result.changes.description == """
        CustomResourceDefinition/widgets.\(widget.group) created
        Namespace/\(cluster.namespace)-inner created
        ConfigMap/\(cluster.namespace)/a unchanged
        ConfigMap/\(cluster.namespace)/b configured
        ConfigMap/\(cluster.namespace)-inner/c created
        Widget/\(cluster.namespace)/w created
        """)
    #expect(result.changes.entries[3].drift.description == #"/data/k: "v" → "new""#)
    #expect(result.requests.writes == 0)
    #expect(try await cluster.client.get(.configMap, cluster.key("b")).json[path: "data", "k"] == "v")
    await cluster.remove()
  }
}

/// A custom resource definition with a name of its own.
struct WidgetDefinition {
  let group = "g\(UInt32.random(in: 0...UInt32.max)).example.org"
  let kind = "Widget"

  var type: ResourceType { ResourceType(group: group, version: "v1", kind: kind, plural: "widgets") }

  var definition: DynamicObject {
    manifest(
      #"{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.\#(group)"},"spec":{"group":"\#(group)","names":{"kind":"Widget","plural":"widgets"},"scope":"Namespaced","versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"integer"}}},"status":{"type":"object","properties":{"seen":{"type":"integer"}}}}}}}]}}"#
    )
  }

  func object(_ key: ObjectKey, size: Int = 1) -> DynamicObject {
    var object = DynamicObject(type, key)
    object.json["spec"] = ["size": JSONValue(size)]
    return object
  }
}

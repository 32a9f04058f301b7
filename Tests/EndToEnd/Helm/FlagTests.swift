import GitOpsAPI
import HTTP
import Helm
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What flags and gates of the helm-controller change.
@Suite struct HelmFlagTests {
  @Test("H-14-03 H-18-10 H-32-04 releases are as Helm 3 makes them, digests as the flag says, names are looked up")
  func helm3() async throws {
    let flags = try await HelmFlagWorld.shared()
    let hook = Template.configMap("three-h").replacing(
      "  name: three-h\n", with: "  name: three-h\n  annotations:\n    helm.sh/hook: pre-install\n")
    let address = "{{ if .Release.IsInstall }}{{ getHostByName \"localhost\" }}{{ end }}"
    let chart = TestChart(
      ["a.yaml": Template.configMap("{{ .Release.Name }}", address), "h.yaml": hook], name: "three")
    try await flags.project.offer(chart)
    let more: JSONObject = [
      "values": ["a": 1], "commonMetadata": ["labels": ["team": "web"]],
      "postRenderers": [["kustomize": ["images": [["name": "x", "newTag": "2"]]]]],
    ]
    let object = try await flags.release("three", chart: "three", more).waitUntilReady()
    #expect(try await flags.project.record(1, of: "three").applyMethod == .clientSide)
    let map = try #require(try await flags.project.find(.configMap, "three"))
    #expect(map.label("team") == "web" && map.json[path: "data", "k"]?.stringValue?.isEmpty == false)
    #expect((map.json[path: "metadata", "managedFields"]?.arrayValue ?? []).allSatisfy { $0["operation"] == "Update" })
    #expect(try await flags.project.find(.configMap, "three-h")?.label("helm.toolkit.fluxcd.io/name") == nil)
    let status = object.json["status"] ?? [:]
    let digests = [
      status["lastAttemptedConfigDigest"], status["observedPostRenderersDigest"],
      status["observedCommonMetadataDigest"], status["history"]?[0]?["digest"], status["history"]?[0]?["configDigest"],
    ]
    for digest in digests { #expect(digest?.stringValue?.hasPrefix("sha512:") == true) }

    try await flags.project.release("plain", chart: "three", [:]).waitUntilReady()
    #expect(try await flags.project.find(.configMap, "plain")?.json["data"] == ["k": ""])
  }

  @Test("H-02-09 charts come from OCIRepositories and, with the gate, from ExternalArtifacts")
  func chartReferences() async throws {
    let flags = try await HelmFlagWorld.shared()
    let artifact = try await flags.world.charts.artifact(
      TestChart(["a.yaml": Template.configMap("{{ .Release.Name }}")], version: "1.0.0"))
    let digest = artifact["digest"]?.stringValue ?? ""
    let specs: [String: JSONValue] = [
      "OCIRepository": ["interval": "1h", "url": "oci://registry.local/shop"], "ExternalArtifact": ["sourceRef": .null],
    ]
    for (kind, spec) in specs {
      let type = ResourceType(
        group: "source.toolkit.fluxcd.io", version: "v1", kind: kind,
        plural: kind == "OCIRepository" ? "ocirepositories" : "externalartifacts")
      var source = DynamicObject(type, ObjectKey(namespace: flags.project.namespace, name: "pushed"))
      source.setLabel(SourceWorld.shardLabel, "offered")
      source.json["spec"] = spec == ["sourceRef": .null] ? [:] : spec
      _ = try await flags.world.client.create(type, source)
      var offered = artifact
      offered["revision"] = .string("1.0.0@\(digest)")
      try await flags.world.client.patch(
        type, source.key, .merge(["status": ["observedGeneration": 1, "artifact": offered]]), subresource: "status")
      let name = kind.lowercased()
      let reference: JSONValue = ["kind": .string(kind), "name": "pushed"]
      let object = try await flags.release(name, ["chartRef": reference]).waitUntilReady()
      let version = "1.0.0+\(digest.dropFirst("sha256:".count).prefix(12))"
      #expect(object.json[path: "status", "lastAttemptedRevision"] == .string(version))
      #expect(object.json[path: "status", "history"]?[0]?["ociDigest"] == .string(digest))
      guard kind == "ExternalArtifact" else { continue }
      let closed = try await flags.project.release("closed", ["chartRef": reference]).waitUntilFailed("AccessDenied")
      #expect(closed.condition("Ready")?.message.contains("ExternalArtifact feature gate is disabled") == true)
    }
  }

  @Test(
    "H-11-04 H-29-03 H-31-04 H-31-09 other namespaces are refused, and who is not named acts as the default account"
  )
  func access() async throws {
    let flags = try await HelmFlagWorld.shared()
    let elsewhere = try await flags.world.project("elsewhere", TestChart(["a.yaml": Template.configMap("a")]))
    let chartRef: JSONValue = ["kind": "HelmChart", "name": "shop", "namespace": .string(elsewhere.namespace)]
    let repository: JSONValue = [
      "kind": "HelmRepository", "name": "charts", "namespace": .string(elsewhere.namespace),
    ]
    let chart: JSONValue = ["spec": ["chart": "shop", "sourceRef": repository]]
    let refused: [(String, JSONObject, String)] = [
      ("across", ["chartRef": chartRef], "shop"),
      ("template", ["chartRef": .null, "chart": chart], "\(flags.project.namespace)-template"),
    ]
    for (name, more, source) in refused {
      let object = try await flags.release(name, more).waitUntilFailed("AccessDenied")
      let message =
        "cross-namespace references are not allowed: cannot access HelmChart \(elsewhere.namespace)/\(source)"
      #expect(object.condition("Ready")?.message == message)
      #expect(object.condition("Stalled")?.reason == "AccessDenied")
      try await eventually("the event", within: .patience) {
        try await flags.project.events(name).contains { $0.reason == "AccessDenied" && $0.message == message }
      }
    }
    let key = ObjectKey(namespace: elsewhere.namespace, name: "\(flags.project.namespace)-template")
    #expect(try await flags.world.client.find(HelmChart.resourceType, key) == nil)
    // There is no account of the name here.
    let foreign = try await flags.release("foreign", namespace: elsewhere.namespace)
    let object = try await foreign.wait("the refusal") { $0.condition("Ready")?.status == .false }
    #expect(
      object.condition("Ready")?.message.contains("system:serviceaccount:\(elsewhere.namespace):runner") == true)
  }

  @Test("H-33-01 reconciles, tokens for other clusters, queues and requests are counted")
  func metrics() async throws {
    let flags = try await HelmFlagWorld.shared()
    let configuration = try ClientConfiguration.kubeconfig(path: flags.world.cluster.controlPlane.kubeconfigPath)
    var map = DynamicObject(.configMap, ObjectKey(namespace: flags.project.namespace, name: "cluster"))
    map.json["data"] = [
      "provider": "generic", "address": .string(configuration.server.authority),
      "ca.crt": .string(String(decoding: configuration.tls.caPEM ?? [], as: UTF8.self)),
      "audiences": "https://kubernetes.default.svc\n",
    ]
    _ = try await flags.world.client.create(.configMap, map)
    // The ConfigMap names no account: the flag does.
    let app = try await flags.release("remote", ["kubeConfig": ["configMapRef": ["name": "cluster"]]])
    try await app.waitUntilReady()
    #expect(try await flags.project.find(.configMap, "remote") != nil)
    let labels = ["kind": "HelmRelease", "name": "remote", "namespace": flags.project.namespace]
    func metric(_ name: String, _ labels: [String: String] = [:]) async throws -> Double? {
      try await flags.controller.metric(name, port: flags.controller.port(0), labels: labels)
    }
    #expect(
      try await metric(
        "gotk_token_cache_events_total", labels.merging(["event_type": "cache_miss", "operation": "reconcile"]) { $1 })
        ?? 0 >= 1)
    #expect(try await metric("gotk_token_cached_items") ?? 0 >= 1)
    #expect(try await metric("gotk_token_cache_requests_total", ["status": "success"]) ?? 0 >= 1)
    try await eventually("the run to be counted", within: .patience) {
      try await metric("gotk_reconcile_duration_seconds_count", labels) ?? 0 >= 1
    }
    for name in [
      "controller_runtime_reconcile_total", "controller_runtime_active_workers", "workqueue_depth",
      "controller_runtime_max_concurrent_reconciles", "rest_client_requests_total", "leader_election_master_status",
    ] {
      #expect(try await metric(name) != nil, "\(name)")
    }
  }

  @Test("H-31-08 H-32-03 the lease is that of the shard, and gates without effect are told")
  func process() async throws {
    let flags = try await HelmFlagWorld.shared()
    let type = ResourceType(group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases")
    try await eventually("the lease", within: .patience) {
      var names: [String] = []
      try await flags.world.client.list(type, namespace: flags.project.namespace) { names.append($0.name) }
      return names.count == 1 && names[0].hasPrefix("helm-controller-leader-election")
        && names[0] != "helm-controller-leader-election"
    }
    for gate in ["AdoptLegacyReleases", "CorrectDrift", "DetectDrift"] {
      #expect(flags.controller.log.contains("the feature gate \(gate) has no effect any more"))
    }
    #expect(!flags.controller.log.contains("the feature gate UseHelm3Defaults"))
  }

  @Test("H-22-02 H-22-10 drift is what a dry run of our apply would change; fields of overridden managers are ours")
  func overridden() async throws {
    let flags = try await HelmFlagWorld.shared()
    let names = ["ours", "theirs"]
    let more: JSONObject = ["driftDetection": ["mode": "enabled"], "install": ["serverSideApply": true]]
    let apps = [try await flags.release(names[0], more), try await flags.project.release(names[1], more)]
    for app in apps {
      try await app.waitUntilReady()
      let key = ObjectKey(namespace: flags.project.namespace, name: app.key.name)
      try await flags.world.client.patch(
        .configMap, key, .merge(["data": ["extra": "1"]]), options: WriteOptions(fieldManager: "their-tool-7"))
      try await app.reconcile()
    }
    #expect(try await flags.project.find(.configMap, "ours")?.json["data"] == ["k": "1"])
    #expect(try await flags.project.find(.configMap, "theirs")?.json["data"] == ["extra": "1", "k": "1"])
    let tries = flags.requests(in: flags.project.namespace).filter { $0.name == "ours" && $0.isDryRun }
    #expect(!tries.isEmpty)
    for request in tries {
      let query = request.query.split(separator: "&")
      #expect(request.verb == "patch" && query.contains("fieldManager=helm-controller") && query.contains("force=true"))
    }
  }

  @Test("H-13-02 H-30-05 each Secret is read once in a run, and with the gate none of them is watched")
  func references() async throws {
    let flags = try await HelmFlagWorld.shared()
    try await flags.world.cluster.createSecret("many", in: flags.project.namespace, ["values.yaml": "a: 1", "k": "2"])
    let reference: JSONValue = ["kind": "Secret", "name": "many"]
    let app = try await flags.release(
      "many",
      [
        "valuesFrom": [reference, reference, ["kind": "Secret", "name": "many", "valuesKey": "k", "targetPath": "b"]]
      ])
    try await app.waitUntilReady()
    func reads() -> Int {
      flags.requests(in: flags.project.namespace).count { $0.resource == "secrets" && $0.name == "many" }
    }
    let before = reads()
    try await app.reconcile()
    #expect(reads() == before + 1)
    let watched = Set(flags.proxy.requestLog().map(\.request).filter(\.isWatch).map(\.resource))
    #expect(watched.contains("helmreleases") && watched.isDisjoint(with: ["secrets", "configmaps"]))

    let watching = try await flags.world.project(
      "watched", TestChart(["a.yaml": Template.configMap("a", "{{ .Values.v }}")]))
    var map = DynamicObject(.configMap, ObjectKey(namespace: watching.namespace, name: "values"))
    map.setLabel("reconcile.fluxcd.io/watch", "Enabled")
    map.json["data"] = ["values.yaml": "v: 1\n"]
    _ = try await flags.world.client.create(.configMap, map)
    let other = try await watching.release(["valuesFrom": [["kind": "ConfigMap", "name": "values"]]])
    try await other.waitUntilReady()
    try await flags.world.client.patch(.configMap, map.key, .merge(["data": ["values.yaml": "v: 2\n"]]))
    try await other.wait("the upgrade") { $0.history.first == "v2 deployed" }
    #expect(try await watching.find(.configMap, "a")?.json["data"] == ["k": "2"])
  }

  @Test("H-26-01 an install writes namespace, record, hooks and objects in Helm's order")
  func order() async throws {
    let flags = try await HelmFlagWorld.shared()
    func hook(_ name: String, _ event: String) -> String {
      Template.configMap(name).replacing(
        "  name: \(name)\n", with: "  name: \(name)\n  annotations:\n    helm.sh/hook: \(event)\n")
    }
    try await flags.project.offer(
      TestChart(
        [
          "z.yaml": Template.configMap("object"), "a.yaml": hook("after", "post-install"),
          "b.yaml": hook("before", "pre-install"),
        ], name: "order"))
    let target = "\(flags.project.namespace)-order"
    try await flags.release(
      "order", chart: "order",
      [
        "targetNamespace": .string(target), "storageNamespace": .string(target), "install": ["createNamespace": true],
      ]
    ).waitUntilReady()
    var writes: [String] = []
    for entry in flags.proxy.requestLog() where entry.request.isWrite && (entry.status ?? 500) < 300 {
      let request = entry.request
      if request.resource == "namespaces" { writes.append("namespace") }
      guard request.namespace == target else { continue }
      let text = request.resource == "secrets" ? "\(request.verb) record" : "\(request.verb) \(request.resource)"
      if writes.last != text { writes.append(text) }
    }
    // Hooks are noted in the record before they are created, and after they have succeeded.
    #expect(
      writes == [
        "namespace", "create record", "patch record", "create configmaps", "patch record", "create configmaps",
        "patch record", "create configmaps", "patch record",
      ])
    let record = try ReleaseRecord.decode(
      try #require(
        try await flags.world.client.find(
          .secret, ObjectKey(namespace: target, name: ReleaseRecord.secretName("\(target)-order", 1)))
      ).secretValue("release") ?? [])
    #expect(record.info.status == .deployed)
  }

  @Test("H-31-06 the process ends in good order before its memory is used up")
  func memory() async throws {
    let cluster = try await TestCluster.shared()
    let directory = try TemporaryDirectory(prefix: "memory")
    let (limit, use) = ("\(directory.path)/max", "\(directory.path)/current")
    Files.write(limit, "1000000\n")
    Files.write(use, "940000\n")
    let controller = try HelmWorld.controller(
      cluster,
      arguments: [
        "--watch-label-selector=\(SourceWorld.shardLabel)=memory", "--feature-gates=OOMWatch=true",
        "--oom-watch-interval=50ms", "--oom-watch-max-memory-path=\(limit)", "--oom-watch-current-memory-path=\(use)",
      ])
    try await eventually("the controller to be ready", within: .patience) {
      (try? await Download.get("http://127.0.0.1:\(controller.port(1))/readyz").status) == 200
    }
    #expect(controller.process.isRunning)
    Files.write(use, "960000\n")
    #expect(await controller.process.wait() == .exited(0))
    #expect(controller.log.contains("memory is at 960000 of 1000000 bytes, above 95%"))
  }
}

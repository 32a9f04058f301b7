import GitOpsAPI
import Helm
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Upgrades that fail and succeed, and what the records say of them.
@Suite struct HelmUpgradeTests {
  @Test("H-18-02 H-18-07 H-23-02 H-26-04 H-26-07 an upgrade is based on what is deployed, whatever failed after it")
  func base() async throws {
    let print = Template.values("v")
    let chart = TestChart(["a.yaml": Template.configMap("a"), "b.yaml": Template.configMap("b"), "v.yaml": print])
    let project = try await HelmWorld.shared().project("base", chart)
    let app = try await project.release(["values": ["old": 1], "maxHistory": 3])
    let first = try await app.waitUntilReady()
    #expect(first.inventoryIDs.contains("\(project.namespace)_b__ConfigMap"))
    try await project.offer(
      chart.with(
        version: "1.1.0", ["a.yaml": Template.configMap("a", "2"), "z.yaml": HelmProject.refused],
        without: ["b.yaml"]))
    try await app.wait("the failure") { $0.condition("Released")?.reason == "UpgradeFailed" }
    #expect(try await project.records() == ["v1 deployed", "v2 failed"])
    #expect(try await project.find(.configMap, "b") != nil)
    try await app.patch(["spec": ["values": ["old": .null, "new": 1]]])
    try await project.offer(chart.with(version: "1.2.0-rc.1", without: ["b.yaml"]))
    let object = try await app.wait("the upgrade") {
      $0.condition("Ready")?.status == .true && $0.history.first?.hasSuffix("deployed") == true && $0.isCurrent
        && $0.condition("Ready")?.message.hasSuffix("shop@1.2.0-rc.1") == true
    }
    // Only the revision that was deployed had the object.
    #expect(try await project.find(.configMap, "b") == nil)
    #expect(!object.inventoryIDs.contains("\(project.namespace)_b__ConfigMap"))
    let records = try await project.records()
    #expect(records.count == 3 && records.count { $0.hasSuffix("deployed") } == 1 && records[0] == "v1 superseded")
    // Values of former releases are not kept.
    #expect(try await project.find(.configMap, "v")?.json[path: "data", "k"]?.stringValue == #"{"new":1}"#)

    let directory = try TemporaryDirectory(prefix: "chart")
    try await project.helm("install", "odd", try await TestChart([:]).write(to: directory))
    try await project.pend("uninstalling", version: 1, of: "odd")
    let odd = try await project.release("odd").wait("the failure") {
      $0.condition("Released")?.reason == "UpgradeFailed"
    }
    #expect(odd.condition("Released")?.message.hasSuffix(": \"odd\" has no deployed releases") == true)
  }

  @Test("H-06-02 H-25-08 the records tell what was done in Helm's words")
  func descriptions() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("{{ .Release.Name }}")])
    let project = try await HelmWorld.shared().project("told", chart)
    let recorder = try await VersionRecorder.start(.secret, in: project)
    try await project.offer(TestChart(["z.yaml": HelmProject.refused], name: "bad"))
    let app = try await project.release([
      "upgrade": ["remediation": ["retries": 0, "remediateLastFailure": true]], "uninstall": ["keepHistory": true],
      "rollback": ["recreate": true],
    ])
    try await app.waitUntilReady()
    try await project.offer(chart.with(version: "1.1.0"))
    try await app.wait("the upgrade") { $0.history.first == "v2 deployed" && $0.condition("Ready")?.status == .true }
    try await project.offer(chart.with(version: "1.2.0", ["z.yaml": HelmProject.refused]))
    let stalled = try await app.wait("the rollback") { $0.condition("Stalled")?.status == .true }
    #expect(stalled.condition("Remediated")?.reason == "RollbackSucceeded")
    #expect(try await project.record(4).info.rollbackRevision == 2)
    #expect(project.world.controller.log.contains("spec.rollback.recreate has no effect"))
    try await project.release("bad", chart: "bad").wait("the failure") { $0.condition("Stalled")?.status == .true }
    try await project.client.delete(app.type, app.key)
    try await app.waitUntilGone()
    let wanted: Set<String> = [
      "Initial install underway", "Install complete", "Preparing upgrade", "Upgrade complete", "Rollback to 2",
      "Deletion in progress (or silently failed)", "Uninstallation complete",
    ]
    func told() throws -> Set<String> {
      Set(
        try recorder.versions().filter { $0.json["type"] == "helm.sh/release.v1" }
          .map { try ReleaseRecord.decode($0.secretValue("release") ?? []).info.description })
    }
    try await eventually("all descriptions", within: .patience) { try told().isSuperset(of: wanted) }
    let failures = try told().subtracting(wanted)
    #expect(failures.count == 2)
    #expect(failures.contains { $0.hasPrefix("Release \"bad\" failed: ") })
    #expect(failures.contains { $0.hasPrefix("Upgrade \"app\" failed: ") })
  }

  @Test("H-05-02 H-18-06 force replaces whole objects, with client-side apply alone")
  func force() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("{{ .Release.Name }}")])
    let project = try await HelmWorld.shared().project("force", chart)
    let client = try await project.release(
      "client", ["install": ["serverSideApply": false], "upgrade": ["force": true]])
    let server = try await project.release("server", ["upgrade": ["force": true]])
    for app in [client, server] {
      try await app.waitUntilReady()
      try await project.client.patch(
        .configMap, ObjectKey(namespace: project.namespace, name: app.key.name), .merge(["data": ["extra": "1"]]),
        options: WriteOptions(fieldManager: "somebody"))
    }
    try await project.offer(chart.with(version: "1.1.0", ["a.yaml": Template.configMap("{{ .Release.Name }}", "2")]))
    for app in [client, server] {
      try await app.wait("the upgrade") { $0.history.first == "v2 deployed" && $0.condition("Ready")?.status == .true }
    }
    #expect(try await project.find(.configMap, "client")?.json["data"] == ["k": "2"])
    #expect(try await project.find(.configMap, "server")?.json["data"] == ["extra": "1", "k": "2"])
  }

  @Test("a record that does not fit into a Secret ends the install before anything is applied; a near miss is told")
  func largeRecord() async throws {
    var chart = TestChart(["a.yaml": Template.configMap("a")])
    var generator = SystemRandomNumberGenerator()
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/".utf8)
    let noise = String(
      decoding: (0..<1_400_000).map { _ in letters[Int(generator.next() & 63)] }, as: UTF8.self)
    chart.files["blob.txt"] = noise
    let project = try await HelmWorld.shared().project("large", chart)
    let app = try await project.release()
    let object = try await app.waitUntilFailed("InstallFailed")
    let message = object.condition("Ready")?.message ?? ""
    #expect(message.contains("bytes that a Secret can hold") && message.contains("chart file blob.txt 14000"))
    #expect(try await project.find(.configMap, "a") == nil)
    #expect(try await project.records() == [])
    chart.files["blob.txt"] = String(noise.prefix(Self.nearlyTooLong))
    try await project.offer(chart.with(version: "1.0.1"))
    try await app.waitUntilReady()
    try await eventually("the announcement", within: .patience) {
      try await project.events().contains { $0.reason == "ReleaseRecordNearLimit" && $0.type == "Warning" }
    }
  }

  /// Letters that make a record of about 95 % of what fits.
  private static let nearlyTooLong = 780_000

  @Test("H-01-03 releases that were written for v2beta1 and v2beta2 are released, and read back in their version")
  func olderVersions() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("{{ .Release.Name }}")])
    let project = try await HelmWorld.shared().project("older", chart)
    for version in ["v2beta1", "v2beta2"] {
      let type = ResourceType(
        group: APIGroup.helm, version: version, kind: "HelmRelease", plural: "helmreleases")
      let old = WatchedObject(
        client: project.client, type: type, key: ObjectKey(namespace: project.namespace, name: version))
      var spec: JSONObject = [
        "interval": "1h", "install": ["skipCRDs": true, "remediation": ["retries": 3]],
        "rollback": ["recreate": true], "upgrade": ["cleanupOnFail": true], "values": ["a": 1],
        "postRenderers": [["kustomize": ["patches": [["patch": .string(Template.configMap(version, "patched"))]]]]],
      ]
      if version == "v2beta2" {
        spec["chartRef"] = ["kind": "HelmChart", "name": "shop"]
      } else {
        spec["chart"] = [
          "metadata": ["labels": [SourceWorld.shardLabel: "offered"]],
          "spec": ["chart": "shop", "sourceRef": ["kind": "HelmRepository", "name": "charts"]],
        ]
      }
      try await old.create(spec: .object(spec))
      if version == "v2beta1" {
        try await project.object(version).waitUntilFailed("SourceNotReady")
        try await project.publish(chart, as: "\(project.namespace)-\(version)")
      }
      let object = try await old.waitUntilReady()
      #expect(object.apiVersion == "\(APIGroup.helm)/\(version)")
      #expect(object.json[path: "spec", "rollback", "recreate"] == true)
      #expect(object.history == ["v1 deployed"])
      #expect(try await project.find(.configMap, version)?.json["data"] == ["k": "patched"])
    }
  }
}

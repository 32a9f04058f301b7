import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What the status tells while work goes on, and between attempts.
@Suite struct HelmProgressTests {
  @Test("H-08-12 H-10-14 H-29-03 while an install waits the status says what is tried, and only then Ready is unknown")
  func installing() async throws {
    let stuck = TestChart(["d.yaml": Manifest.deployment("d", schedulable: false)], name: "stuck")
    let project = try await HelmWorld.shared().project("progress", stuck)
    let chart = TestChart(["a.yaml": Template.configMap("{{ .Release.Name }}"), "t.yaml": Template.hook("t", "test")])
    try await project.offer(chart)
    let app = try await project.release(
      "app", chart: "stuck", ["timeout": "10m", "values": ["v": 1], "dependsOn": [["name": "base"]]])
    let waiting = try await app.waitUntilFailed("DependencyNotReady")
    #expect(waiting.condition("Reconciling")?.message == "Fulfilling prerequisites")
    #expect(waiting.observedGeneration != waiting.generation)

    let base = try await project.release("base", ["test": ["enable": true]])
    let testing = try await base.wait("the test") {
      $0.condition("Reconciling")?.message == "Running 'test' action with timeout of 5m0s"
    }
    #expect(testing.condition("Ready")?.reason == "AwaitingTests")
    _ = try await project.finishingJobs { try await base.waitUntilReady() }

    let message = "Running 'install' action with timeout of 10m0s"
    let installing = try await app.wait("the install") { $0.condition("Reconciling")?.message == message }
    #expect(installing.condition("Ready")?.status == .unknown && installing.condition("Ready")?.message == message)
    #expect(installing.condition("Ready")?.reason == "Progressing")
    let status = installing.json["status"] ?? [:]
    #expect(status["lastAttemptedGeneration"] == 1 && status["lastAttemptedRevision"] == "1.0.0")
    #expect(status["lastAttemptedConfigDigest"]?.stringValue?.hasPrefix("sha256:") == true)
    #expect(installing.observedGeneration != installing.generation)
    try await project.offer(stuck.with(version: "1.1.0", ["d.yaml": Template.configMap("d")]))
    try await app.waitUntilReady()
    for (name, type, reason) in [
      ("app", "Normal", "DependencyNotReady"), ("app", "Normal", "HealthCheckCanceled"),
      ("base", "Normal", "InstallSucceeded"), ("base", "Normal", "TestSucceeded"),
    ] {
      try await eventually("the event \(reason)", within: .patience) {
        try await project.events(name).contains { $0.type == type && $0.reason == reason }
      }
    }
  }

  @Test(
    "H-07-01 H-07-05 H-08-07 H-16-12 H-16-16 H-29-03 each kind of action runs once in a reconcile; what is next is told"
  )
  func once() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a"), "z.yaml": HelmProject.refused])
    let project = try await HelmWorld.shared().project("once", chart)
    let recorder = try await VersionRecorder.start(HelmRelease.resourceType, in: project)
    let app = try await project.release(["install": ["remediation": ["retries": 1, "remediateLastFailure": true]]])
    let object = try await app.wait("the retries to be used up") { $0.condition("Stalled")?.status == .true }
    let versions = try await recorder.versions(until: object)
    let attempt = [
      "Fulfilling prerequisites", "Running 'install' action with timeout of 5m0s",
      "Running 'uninstall' action with timeout of 5m0s",
    ]
    #expect(versions.progress == ["-"] + attempt + ["ProgressingWithRetry"] + attempt + ["-"])
    #expect(versions.dropLast().allSatisfy { $0.observedGeneration != $0.generation } && object.isCurrent)
    // The second install begins without what the first one and its remediation have left.
    let second = try #require(
      versions.first { $0.json[path: "status", "installFailures"] == 2 && $0.condition("Released")?.status == .false })
    #expect(second.condition("Remediated") == nil && second.history == ["v1 failed"])
    #expect(object.json[path: "status", "failures"] == 2 && object.json[path: "status", "upgradeFailures"] == nil)
    #expect(versions.contains { !$0.inventoryIDs.isEmpty } && object.inventoryIDs.isEmpty)
    for (type, reason) in [("Warning", "InstallFailed"), ("Normal", "UninstallSucceeded")] {
      try await eventually("the event \(reason)", within: .patience) {
        try await project.events().contains { $0.type == type && $0.reason == reason }
      }
    }
  }

  @Test("H-05-09 H-16-18 RetryOnFailure waits its interval, then succeeds and forgets the failures")
  func retries() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a")])
    let project = try await HelmWorld.shared().project("retry", chart)
    let app = try await project.release([
      "upgrade": ["strategy": ["name": "RetryOnFailure", "retryInterval": "1h"]]
    ])
    try await app.waitUntilReady()
    try await project.offer(chart.with(version: "1.1.0", ["z.yaml": HelmProject.refused]))
    let object = try await app.wait("the failure") { $0.condition("Reconciling")?.reason == "ProgressingWithRetry" }
    #expect(object.condition("Reconciling")?.message == "retrying after 1h0m0s")
    #expect(object.history.first == "v2 failed" && object.json[path: "status", "upgradeFailures"] == 1)
    #expect(object.observedGeneration == 1 && object.condition("Stalled") == nil)
    try await project.offer(chart.with(version: "1.2.0"))
    let mended = try await app.waitUntilReady()
    for counter in ["failures", "installFailures", "upgradeFailures"] {
      #expect(mended.json[path: "status", counter] == nil)
    }
  }

  @Test("retries that are used up begin again when values, chart or a dependency change")
  func inputs() async throws {
    let template = """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: a}
      data: {{ if and .Values.fine (lookup "v1" "ConfigMap" .Release.Namespace "needed") }}{k: "1"}{{ else }}[1]{{ end }}

      """
    let base = TestChart(["a.yaml": Template.configMap("base")], name: "base")
    let project = try await HelmWorld.shared().project("inputs", base)
    try await project.offer(TestChart(["a.yaml": template, "b.yaml": Template.configMap("b")]))
    try await project.release("base", chart: "base").waitUntilReady()
    var map = DynamicObject(.configMap, ObjectKey(namespace: project.namespace, name: "values"))
    map.setLabel("reconcile.fluxcd.io/watch", "Enabled")
    map.json["data"] = ["values.yaml": "fine: false\n"]
    _ = try await project.client.create(.configMap, map)
    let app = try await project.release([
      "dependsOn": [["name": "base"]], "valuesFrom": [["kind": "ConfigMap", "name": "values"]],
    ])
    func stalled(after former: DynamicObject?) async throws -> DynamicObject {
      try await app.wait("the failure") {
        $0.condition("Stalled")?.reason == "RetriesExceeded"
          && $0.history.first != former?.history.first
      }
    }
    let first = try await stalled(after: nil)
    try await project.client.patch(.configMap, map.key, .merge(["data": ["values.yaml": "fine: true\n"]]))
    let second = try await stalled(after: first)
    #expect(second.json[path: "status", "upgradeFailures"] == 1, "tried once more with the new values")
    try await project.offer(base.with(version: "1.1.0", ["needed.yaml": Template.configMap("needed")]))
    try await app.waitUntilReady()
    #expect(try await project.find(.configMap, "a")?.json["data"] == ["k": "1"])
  }

  @Test(
    "H-07-09 H-07-10 H-08-02 H-08-15 what an old failure and older controllers have left in the status is put right"
  )
  func restored() async throws {
    let project = try await HelmWorld.shared().project("restored", TestChart(["a.yaml": Template.configMap("a")]))
    let app = try await project.release()
    let ready = try await app.waitUntilReady()
    func condition(_ type: String) -> JSONValue {
      [
        "type": .string(type), "status": "False", "reason": "InstallFailed", "message": "it did not work",
        "lastTransitionTime": .string("\(Timestamp.now())"), "observedGeneration": 1,
      ]
    }
    var foreign = condition("Theirs")
    foreign["status"] = "True"
    let left: JSONValue = [
      "conditions": [condition("Ready"), condition("Released"), foreign], "lastAttemptedValuesChecksum": "0",
      "lastReleaseRevision": 7, "observedValues": ["a": 1],
    ]
    let patched = try await project.client.patch(
      app.type, app.key, .merge(["status": left]), subresource: "status")
    #expect(patched.json[path: "status", "observedValues"] == nil)
    #expect(patched.json[path: "status", "lastReleaseRevision"] == 7)
    let object = try await app.reconcile()
    for type in ["Ready", "Released"] {
      #expect(object.condition(type)?.status == .true && object.condition(type)?.reason == "InstallSucceeded")
      #expect(object.condition(type)?.message == ready.condition(type)?.message)
    }
    #expect(object.json[path: "status", "lastAttemptedValuesChecksum"] == nil)
    #expect([nil, 0].contains(object.json[path: "status", "lastReleaseRevision"]?.intValue))
    #expect(object.history == ["v1 deployed"])
    #expect(object.condition("Theirs")?.status == .true, "conditions of others stay")
    let managers = object.json[path: "metadata", "managedFields"]?.arrayValue ?? []
    #expect(
      managers.contains { entry in
        let owned = entry[path: "fieldsV1", "f:status", "f:conditions"] != nil
        return entry["manager"] == "helm-controller" && owned
      })
  }
}

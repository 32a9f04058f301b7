import GitOpsAPI
import Helm
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Hooks and tests of charts.
@Suite struct HelmHookTests {
  private static let jobType = ResourceType(group: "batch", version: "v1", kind: "Job", plural: "jobs")

  private func jobs(_ project: HelmProject) async throws -> [String] {
    var names: [String] = []
    try await project.client.list(Self.jobType, namespace: project.namespace) { names.append($0.name) }
    return names.sorted()
  }

  @Test("H-27-01 H-27-03 hooks run before and after, and go as their policy says")
  func hooks() async throws {
    let chart = TestChart([
      "a.yaml": Template.configMap("a"), "pre.yaml": Template.hook("pre", "pre-install,pre-upgrade"),
      "post.yaml": Template.hook("post", "post-install", policy: "hook-succeeded"),
      "never.yaml": Template.hook("never", "post-rollback"),
    ])
    let project = try await HelmWorld.shared().project("hooks", chart)
    let object = try await project.finishingJobs { try await project.release().waitUntilReady() }
    #expect(try await jobs(project) == ["pre"])
    #expect(object.inventoryIDs == ["\(project.namespace)_a__ConfigMap"])
  }

  @Test("H-06-01 H-08-04 H-17-03 tests run after the release, and their outcome stands in the history")
  func tests() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a"), "t.yaml": Template.hook("t", "test")])
    let project = try await HelmWorld.shared().project("tests", chart)
    let object = try await project.finishingJobs {
      try await project.release(["test": ["enable": true]]).waitUntilReady()
    }
    #expect(object.condition("TestSuccess")?.reason == "TestSucceeded")
    #expect(
      object.condition("TestSuccess")?.message
        == "Helm test succeeded for release \(project.namespace)/app.v1 with chart shop@1.0.0: "
        + "1 test hook completed successfully")
    #expect(object.json[path: "status", "history"]?[0]?[path: "testHooks", "t", "phase"] == "Succeeded")
  }

  @Test("H-07-13 H-18-08 only the tests that are selected run")
  func filters() async throws {
    let chart = TestChart([
      "a.yaml": Template.configMap("a"), "t.yaml": Template.hook("t", "test"), "u.yaml": Template.hook("u", "test"),
    ])
    let project = try await HelmWorld.shared().project("filters", chart)
    let test: JSONValue = ["enable": true, "filters": [["name": "t", "exclude": true]]]
    let object = try await project.finishingJobs {
      try await project.release(["test": test]).waitUntilReady()
    }
    #expect(object.json[path: "status", "history"]?[0]?["testHooks"]?.objectValue?.keys == ["u"])
    #expect(try await jobs(project) == ["u"])
  }

  @Test("H-21-03 hooks are waited for although nothing else is, until the timeout ends one that never does")
  func endless() async throws {
    let chart = TestChart([
      "d.yaml": Manifest.deployment("d", schedulable: false), "post.yaml": Template.hook("post", "post-install"),
    ])
    let project = try await HelmWorld.shared().project("endless", chart)
    let app = try await project.release(["install": ["disableWait": true, "timeout": "3s"]])
    let object = try await app.wait("the failure") { $0.condition("Released")?.reason == "InstallFailed" }
    let message = object.condition("Released")?.message ?? ""
    #expect(message.contains("failed post-install: timeout waiting for: [Job/\(project.namespace)/post"))
    #expect(!message.contains("Deployment"))
    #expect(try await project.record(1).hooks.first?.lastRun.phase == "Failed")
  }

  @Test("a hook that fails ends the install at once, and goes where its policy says so")
  func failing() async throws {
    let chart = TestChart([
      "a.yaml": Template.configMap("a"), "pre.yaml": Template.hook("pre", "pre-install", policy: "hook-failed"),
    ])
    let project = try await HelmWorld.shared().project("hook-fails", chart)
    let app = try await project.release(["timeout": "30m"])
    let condition: JSONValue = ["type": "Failed", "status": "True", "reason": "Test", "message": "migration is broken"]
    let object = try await project.endingJobs(condition) {
      try await app.wait("the failure") { $0.condition("Released")?.reason == "InstallFailed" }
    }
    let message = object.condition("Released")?.message ?? ""
    #expect(message.contains("failed pre-install: ") && message.contains("migration is broken"))
    #expect(try await jobs(project) == [])
    #expect(try await project.find(.configMap, "a") == nil)
  }

  @Test("a release that we left pending goes on where it was: a hook that has succeeded does not run again")
  func resumed() async throws {
    let chart = TestChart([
      "a.yaml": Template.configMap("a"), "pre.yaml": Template.hook("pre", "pre-install,pre-upgrade"),
    ])
    let project = try await HelmWorld.shared().project("resumed", chart)
    let app = try await project.release()
    _ = try await project.finishingJobs { try await app.waitUntilReady() }
    let key = ObjectKey(namespace: project.namespace, name: "pre")
    let uid = try await project.client.get(Self.jobType, key).uid
    for status in ["pending-install", "pending-upgrade"] {
      try await project.pend(status, version: 1)
      try await project.client.delete(.configMap, ObjectKey(namespace: project.namespace, name: "a"))
      let object = try await app.reconcile()
      #expect(object.history == ["v1 deployed"] && object.condition("Ready")?.status == .true)
      #expect(try await project.client.get(Self.jobType, key).uid == uid)
      #expect(try await project.find(.configMap, "a") != nil)
    }
    try await eventually("the event", within: .patience) {
      try await project.events().contains {
        $0.reason == "PendingRelease" && $0.message.contains("in pending-upgrade state; it goes on where it was left")
      }
    }
  }
}

extension HelmProject {
  /// Ends Jobs well while something goes on: on this control plane pods run and never end.
  func finishingJobs<Result: Sendable>(
    _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await endingJobs(["type": "Complete", "status": "True"], work)
  }

  /// Ends Jobs with a condition while something goes on; again where their controller was quicker to write.
  func endingJobs<Result: Sendable>(
    _ condition: JSONValue, _ work: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        while !Task.isCancelled {
          try await endJobs(condition)
          try await Task.sleep(for: .milliseconds(100))
        }
        return nil
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
      }
      throw CancellationError()
    }
  }

  private func endJobs(_ condition: JSONValue) async throws {
    let type = ResourceType(group: "batch", version: "v1", kind: "Job", plural: "jobs")
    var open: [ObjectKey] = []
    try await client.list(type, namespace: namespace) { job in
      if job.json[path: "status", "conditions"] == nil { open.append(job.key) }
    }
    for key in open {
      let status: JSONValue = ["conditions": [condition]]
      do {
        try await client.patch(type, key, .merge(["status": status]), subresource: "status")
      } catch let error as KubernetesError where error.kind == .notFound {}
    }
  }
}

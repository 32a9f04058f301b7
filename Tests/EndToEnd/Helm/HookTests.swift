import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Hooks and tests of charts.
@Suite struct HelmHookTests {
  private func jobs(_ project: HelmProject) async throws -> [String] {
    let type = ResourceType(group: "batch", version: "v1", kind: "Job", plural: "jobs")
    var names: [String] = []
    try await project.client.list(type, namespace: project.namespace) { names.append($0.name) }
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
    let object = try await project.finishingJobs {
      try await project.release(["test": ["enable": true, "filters": [["name": "t", "exclude": true]]]]).waitUntilReady()
    }
    #expect(object.json[path: "status", "history"]?[0]?["testHooks"]?.objectValue?.keys == ["u"])
    #expect(try await jobs(project) == ["u"])
  }
}

extension HelmProject {
  /// Ends Jobs well while something goes on: on this control plane pods run and never end.
  func finishingJobs<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        while !Task.isCancelled {
          try await finishJobs()
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

  private func finishJobs() async throws {
    let type = ResourceType(group: "batch", version: "v1", kind: "Job", plural: "jobs")
    var open: [ObjectKey] = []
    try await client.list(type, namespace: namespace) { job in
      if job.json[path: "status", "conditions"] == nil { open.append(job.key) }
    }
    for key in open {
      let status: JSONValue = ["succeeded": 1, "conditions": [["type": "Complete", "status": "True"]]]
      do {
        try await client.patch(type, key, .merge(["status": status]), subresource: "status")
      } catch let error as KubernetesError where error.kind == .notFound {}
    }
  }
}

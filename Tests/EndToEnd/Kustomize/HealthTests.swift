import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Waiting: for health, for what is depended on, and what it must not hold up.
@Suite struct KustomizationHealthTests {
  @Test("K-02-11 K-04-18 K-16-01 K-16-08 wait is over when the Deployment is available")
  func healthy() async throws {
    let project = try await KustomizeWorld.shared().project("healthy", ["d.yaml": Manifest.deployment("d")])
    let object = try await project.kustomize(["wait": true]).waitUntilReady()
    let healthy = object.condition("Healthy")
    #expect(healthy?.status == .true && healthy?.reason == "Succeeded")
    #expect(healthy?.message.hasPrefix("Health check passed in ") == true)
  }

  @Test("K-02-28 K-03-11 K-04-13 K-16-04 a Deployment that never comes fails the check at the timeout, by name")
  func timeout() async throws {
    let project = try await KustomizeWorld.shared().project(
      "unhealthy", ["d.yaml": Manifest.deployment("d", schedulable: false)])
    let app = try await project.kustomize([
      "timeout": "1s", "retryInterval": "1h",
      "healthChecks": [["kind": "Deployment", "name": "d", "namespace": .string(project.namespace)]],
    ])
    let object = try await app.waitUntilFailed("HealthCheckFailed")
    let message = object.condition("Ready")?.message ?? ""
    #expect(message.hasPrefix("health check failed after "))
    #expect(message.contains("timeout waiting for: [Deployment/\(project.namespace)/d status: 'InProgress'"))
    #expect(object.condition("Healthy")?.status == .false)
    #expect(object.json[path: "status", "history"]?[0]?["lastReconciledStatus"] == "HealthCheckFailed")
  }

  @Test("waiting holds no worker, and a new revision calls a wait off")
  func waitingHoldsNoWorker() async throws {
    let world = try await KustomizeWorld.shared()
    let project = try await world.project("waiting", ["d.yaml": Manifest.deployment("d", schedulable: false)])
    // Twice as many as there are workers.
    for number in 0..<8 { try await project.kustomize("stuck-\(number)", ["wait": true, "namePrefix": "p\(number)-"]) }
    for number in 0..<8 {
      try await project.object("stuck-\(number)").wait("the wait") { $0.condition("Healthy")?.status == .unknown }
    }
    let other = try await world.project("free", ["a.yaml": Manifest.configMap("a")])
    try await other.kustomize().waitUntilReady()
    #expect(try await project.object("stuck-0").get().condition("Healthy")?.status == .unknown)

    let commit = try await project.push(["d.yaml": Manifest.configMap("now-simple")])
    for number in 0..<8 {
      try await project.object("stuck-\(number)").wait("the new revision") {
        $0.lastAppliedRevision == "main@sha1:\(commit)"
      }
    }
    try await eventually("the cancelling to be told") {
      try await project.events("stuck-0").contains { $0.reason == "HealthCheckCanceled" }
    }
  }

  @Test("K-07-02 K-07-03 K-04-08 what is depended on comes first, and wakes who waits for it")
  func dependencies() async throws {
    let world = try await KustomizeWorld.shared()
    let project = try await world.project("chain", ["a.yaml": Manifest.configMap("a")])
    let last = try await project.kustomize("step-3", ["dependsOn": [["name": "step-2"]], "namePrefix": "s3-"])
    let failed = try await last.waitUntilFailed("DependencyNotReady")
    #expect(failed.condition("Ready")?.message == "dependency '\(project.namespace)/step-2' not found")
    try await project.kustomize("step-2", ["dependsOn": [["name": "step-1"]], "namePrefix": "s2-"])
    try await project.kustomize("step-1", ["namePrefix": "s1-"])
    try await last.waitUntilReady()
    #expect(try await project.find(.configMap, "s3-a") != nil)
  }

  @Test("K-07-05 K-07-07 K-07-06 readyExpr decides, and one that does not compile stalls")
  func readyExpressions() async throws {
    let project = try await KustomizeWorld.shared().project("expr", ["a.yaml": Manifest.configMap("a")])
    try await project.kustomize("base", ["namePrefix": "base-"])
    let yes = "dep.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')"
    let gated = try await project.kustomize("gated", ["dependsOn": [["name": "base", "readyExpr": .string(yes)]]])
    try await gated.waitUntilReady()
    let never = try await project.kustomize("never", ["dependsOn": [["name": "base", "readyExpr": "1 > 2"]]])
    let waiting = try await never.waitUntilFailed("DependencyNotReady")
    #expect(waiting.condition("Ready")?.message.contains("is not ready according to readyExpr eval") == true)
    let broken = try await project.kustomize("broken", ["dependsOn": [["name": "base", "readyExpr": "1 >"]]])
    let stalled = try await broken.waitUntilFailed("InvalidCELExpression")
    #expect(stalled.condition("Stalled")?.status == .true)
  }
}

extension Project {
  @discardableResult
  func kustomize(_ name: String, _ more: JSONObject) async throws -> WatchedObject {
    try await kustomize(name, path: "./", more)
  }
}

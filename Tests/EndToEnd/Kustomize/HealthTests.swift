import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Waiting: for health, for what is depended on, and what it must not hold up.
@Suite struct KustomizationHealthTests {
  @Test("K-02-11 K-04-18 K-16-01 K-16-06 K-16-08 K-18-09 wait is over when the Deployment is available")
  func healthy() async throws {
    let project = try await KustomizeWorld.shared().project("healthy", ["d.yaml": Manifest.deployment("d")])
    let app = try await project.kustomize(["wait": true])
    let object = try await app.waitUntilReady()
    let healthy = object.condition("Healthy")
    #expect(healthy?.status == .true && healthy?.reason == "Succeeded")
    #expect(healthy?.message.hasPrefix("Health check passed in ") == true)
    func passed() async throws -> Int {
      try await project.events().filter { $0.message.hasPrefix("Health check passed in ") }.reduce(0) { $0 + $1.count }
    }
    try await eventually("the event") { try await passed() == 1 }
    try await app.reconcile()
    try await eventually("the end of the second run") { try await project.world.runs(of: app) >= 2 }
    #expect(try await passed() == 1, "what stays healthy is no news")

    let key = ObjectKey(namespace: project.namespace, name: "d")
    let deployment = ResourceType(group: "apps", version: "v1", kind: "Deployment", plural: "deployments")
    try await project.client.patch(
      deployment, key, .merge(["metadata": ["labels": ["kustomize.toolkit.fluxcd.io/name": "another"]]]))
    try await app.reconcile()
    try await app.waitUntilReady()
    #expect(try await project.find(deployment, "d")?.label("kustomize.toolkit.fluxcd.io/name") == "app")
    try await eventually("the end of the third run to be told") {
      try await project.events().filter { $0.message.hasPrefix("Reconciliation finished in ") }.count >= 2
    }
    #expect(try await passed() == 1, "drift in the same revision is no news of health")
  }

  @Test("what is checked and not applied is looked at in each interval, though nothing that is applied has changed")
  func foreignCheck() async throws {
    let project = try await KustomizeWorld.shared().project("foreign", ["a.yaml": Manifest.configMap("a")])
    let foreign = DynamicObject(.configMap, ObjectKey(namespace: project.namespace, name: "elsewhere"))
    _ = try await project.client.create(.configMap, foreign)
    let app = try await project.kustomize([
      "interval": "1s", "timeout": "10m",
      "healthChecks": [
        ["apiVersion": "v1", "kind": "ConfigMap", "name": "elsewhere", "namespace": .string(project.namespace)]
      ],
    ])
    try await app.waitUntilReady()
    try await project.client.delete(.configMap, foreign.key)
    try await app.wait("the check to notice") { $0.condition("Healthy")?.status == .unknown }
    _ = try await project.client.create(.configMap, foreign)
    try await app.wait("the check to pass") { $0.condition("Healthy")?.status == .true }
    try await app.waitUntilReady()
    try await app.delete()
  }

  @Test("a wait that is under way when its object is suspended comes to its end, and nothing follows")
  func suspendedWait() async throws {
    let world = try await KustomizeWorld.shared()
    let project = try await world.project("late", ["a.yaml": Manifest.configMap("a")])
    let app = try await project.kustomize([
      "timeout": "10m",
      "healthChecks": [
        ["apiVersion": "v1", "kind": "ConfigMap", "name": "late", "namespace": .string(project.namespace)]
      ],
    ])
    try await app.wait("the wait") { $0.condition("Healthy")?.status == .unknown }
    try await app.patch(["spec": ["suspend": true]])
    _ = try await project.client.create(
      .configMap, DynamicObject(.configMap, ObjectKey(namespace: project.namespace, name: "late")))
    let ready = try await app.waitUntilReady()
    #expect(ready.lastAppliedRevision == "main@sha1:\(project.firstCommit)")
    let runs = try await world.runs(of: app)
    try await project.push(["a.yaml": Manifest.configMap("a", ["k": "2"])])
    try await app.patch(["metadata": ["annotations": [WatchedObject.requestedAt: "now"]]])
    try await eventually("a run", within: .patience) { try await world.runs(of: app) > runs }
    #expect(try await project.find(.configMap, "a")?.json[path: "data", "k"] == "1")
  }

  @Test("what is applied and waited for does not depend on others any more")
  func waitWithoutDependency() async throws {
    let world = try await KustomizeWorld.shared()
    let project = try await world.project(
      "settled", ["base/a.yaml": Manifest.configMap("a"), "app/d.yaml": Manifest.deployment("d", schedulable: false)])
    let base = try await project.kustomize("base", path: "./base")
    try await base.waitUntilReady()
    let app = try await project.kustomize("app", path: "./app", ["wait": true, "dependsOn": [["name": "base"]]])
    try await app.wait("the wait") { $0.condition("Healthy")?.status == .unknown }
    try await base.patch(["spec": ["path": "./nowhere"]])
    try await base.waitUntilFailed("ArtifactFailed")
    let runs = try await world.runs(of: app)
    try await eventually("two more looks", within: .patience) { try await world.runs(of: app) >= runs + 2 }
    #expect(try await app.get().condition("Ready")?.reason == "Progressing")
    try await app.delete()
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

  @Test("K-04-14 K-16-17 K-18-09 waiting holds no worker, and a new revision calls a wait off")
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
      try await project.events("stuck-0").contains {
        $0.reason == "HealthCheckCanceled" && $0.type == "Normal"
          && $0.message
            == "Health checks canceled due to new reconciliation triggered by GitRepository/\(project.namespace)/repo"
      }
    }
    let history = try await project.object("stuck-0").get().json[path: "status", "history"]?.arrayValue ?? []
    #expect(history.map { $0["lastReconciledStatus"] } == ["ReconciliationSucceeded"], "K-03-13")
  }

  @Test("K-05-10 K-05-11 K-07-02 K-07-03 K-04-08 what is depended on comes first, and wakes who waits for it")
  func dependencies() async throws {
    let world = try await KustomizeWorld.shared()
    let project = try await world.project("chain", ["a.yaml": Manifest.configMap("a")])
    let last = try await project.kustomize("step-3", ["dependsOn": [["name": "step-2"]], "namePrefix": "s3-"])
    let failed = try await last.waitUntilFailed("DependencyNotReady")
    #expect(failed.condition("Ready")?.message == "dependency '\(project.namespace)/step-2' not found")
    try await eventually("the event") {
      try await project.events("step-3").contains { $0.reason == "DependencyNotReady" }
    }
    let event = try await project.events("step-3").first { $0.reason == "DependencyNotReady" }
    #expect(
      event?.type == "Normal"
        && event?.message.hasPrefix("Dependencies do not meet ready condition, retrying in 1s: ") == true)
    try await project.kustomize("step-2", ["dependsOn": [["name": "step-1"]], "namePrefix": "s2-"])
    try await project.kustomize("step-1", ["namePrefix": "s1-"])
    try await last.waitUntilReady()
    #expect(try await project.find(.configMap, "s3-a") != nil)
  }

  @Test("K-04-16 K-07-05 K-07-07 K-07-06 readyExpr decides, and one that does not compile stalls")
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
    #expect(
      stalled.condition("Ready")?.message.hasPrefix("Reconciliation failed terminally due to configuration error")
        == true)
    #expect(stalled.observedGeneration == stalled.generation)
    try await broken.patch(["spec": ["dependsOn": [["name": "base"]], "namePrefix": "mended-"]])
    #expect(try await broken.waitUntilReady().condition("Stalled") == nil, "K-04-24")
  }

  @Test("a cycle of dependencies is named on the objects in it")
  func cycle() async throws {
    let project = try await KustomizeWorld.shared().project("cycle", ["a.yaml": Manifest.configMap("a")])
    let one = try await project.kustomize("one", ["dependsOn": [["name": "two"]], "namePrefix": "one-"])
    let two = try await project.kustomize("two", ["dependsOn": [["name": "one"]], "namePrefix": "two-"])
    for (app, path) in [(one, ["one", "two", "one"]), (two, ["two", "one", "two"])] {
      let cycle = path.map { "\(project.namespace)/\($0)" }.joined(separator: " -> ")
      try await app.wait("the cycle to be told") {
        $0.condition("Ready")?.message == "the dependencies form a cycle: \(cycle); remove one of them"
      }
    }
    try await one.patch(["spec": ["dependsOn": []]])
    try await two.waitUntilReady()
  }
}

extension Project {
  @discardableResult
  func kustomize(_ name: String, _ more: JSONObject) async throws -> WatchedObject {
    try await kustomize(name, path: "./", more)
  }
}

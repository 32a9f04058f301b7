import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Synchronization
import Testing

/// A HelmRelease's life under a process that is killed: install with hooks and a test, an upgrade that drops an object,
/// one that fails and is rolled back, deletion; each with hooks, which run as often as if nothing had happened.
struct HelmReleaseCrash: Sendable {
  /// What is left after a step.
  struct Scene: Sendable, Equatable {
    var ready: ConditionScene?
    var history = ""
    var configMaps: [String: JSONValue] = [:]
    var pending: [String] = []
    /// How often each hook has run since the beginning.
    var runs: [String: Int] = [:]
  }

  typealias World = CrashWorld<Scene>

  let helm: HelmWorld
  let proxy: FaultProxy
  private let recorders = HookRecorders()
  private let first = TestChart([
    "a.yaml": Template.configMap("a"), "b.yaml": Template.configMap("b"),
    "hook.yaml": HelmReleaseCrash.hook("before", "pre-install,pre-upgrade"),
    "after.yaml": HelmReleaseCrash.hook("after", "post-install,post-upgrade", policy: "hook-succeeded"),
    "both.yaml": HelmReleaseCrash.hook("both", "pre-upgrade,post-upgrade"),
    "test.yaml": HelmReleaseCrash.hook("test", "test"),
    "undo.yaml": HelmReleaseCrash.hook("undo", "pre-rollback"),
    "undone.yaml": HelmReleaseCrash.hook("undone", "post-rollback", policy: "before-hook-creation,hook-succeeded"),
    "leave.yaml": HelmReleaseCrash.hook("leave", "pre-delete"),
    "left.yaml": HelmReleaseCrash.hook("left", "post-delete", policy: "hook-succeeded"),
  ])

  init() async throws {
    helm = try await HelmWorld.shared()
    proxy = try await FaultProxy.start(inFrontOf: helm.cluster.controlPlane)
  }

  /// A hook that is ready at once, and stays unless its policy says otherwise.
  private static func hook(_ name: String, _ events: String, policy: String? = nil) -> String {
    var annotations = "    helm.sh/hook: \(events)\n"
    if let policy { annotations += "    helm.sh/hook-delete-policy: \(policy)\n" }
    return Template.configMap(name).replacing(
      "  name: \(name)\n", with: "  name: \(name)\n  annotations:\n\(annotations)")
  }

  var harness: CrashHarness<World, [Scene]> {
    CrashHarness(
      setUp: setUp, process: process, converge: converge, endState: { $0.scenes },
      tearDown: { recorders.end($0.namespace) })
  }

  private func setUp() async throws -> World {
    let world = try World(namespace: try await helm.cluster.namespace("helm-crash"))
    try await project(world).offer(first)
    try await recorders.begin(project(world))
    return world
  }

  private func project(_ world: World) -> HelmProject { HelmProject(world: helm, namespace: world.namespace) }

  private func process(_ world: World) throws -> ProcessConfiguration {
    try RunningController.configuration(
      "helm-controller", kubeconfig: proxy.kubeconfigPath, world.directory,
      [
        "--metrics-addr=127.0.0.1:\(world.ports[0].port)", "--health-addr=127.0.0.1:\(world.ports[1].port)",
        "--min-retry-delay=50ms", "--max-retry-delay=500ms", "--requeue-dependency=200ms", world.selector,
      ])
  }

  private func converge(_ world: World) async throws {
    let project = project(world)
    let object = project.object()
    try await world.step(0) {
      let spec: JSONObject = [
        "interval": "1h", "timeout": "30s", "chartRef": ["kind": "HelmChart", "name": "shop"],
        "install": ["remediation": ["retries": -1]], "test": ["enable": true],
        "upgrade": ["remediation": ["retries": 0, "remediateLastFailure": true]],
      ]
      try await object.create(spec: .object(spec), labels: world.labels)
    } _: {
      try await settled(project, object, chart: "1.0.0")
    }
    try await world.step(1) {
      try await project.offer(
        first.with(version: "1.1.0", ["a.yaml": Template.configMap("a", "2")], without: ["b.yaml"]))
    } _: {
      try await settled(project, object, chart: "1.1.0")
    }
    try await world.step(2) {
      try await project.offer(
        first.with(
          version: "1.2.0",
          ["a.yaml": Template.configMap("a", "3"), "c.yaml": Template.configMap("c"), "z.yaml": HelmProject.refused]))
    } _: {
      let stalled = try await object.wait("the rollback") { $0.condition("Stalled")?.status == .true }
      var scene = try await scene(project)
      scene.ready = stalled.condition("Ready").map { ConditionScene(type: $0.type, status: "\($0.status)", reason: "") }
      scene.history = stalled.json[path: "status", "history"]?[0]?["status"]?.stringValue ?? ""
      return scene
    }
    try await world.step(3) {
      try await project.client.delete(object.type, object.key)
    } _: {
      try await object.waitUntilGone()
      return try await scene(project)
    }
  }

  private func settled(_ project: HelmProject, _ object: WatchedObject, chart: String) async throws -> Scene {
    let ready = try await object.wait("\(chart) to be released") {
      $0.condition("Ready")?.status == .true && $0.isCurrent && $0.condition("Reconciling") == nil
        && $0.json[path: "status", "history"]?[0]?["chartVersion"]?.stringValue == chart
    }
    var scene = try await scene(project)
    scene.ready = ready.condition("Ready").map { ConditionScene(type: $0.type, status: "\($0.status)", reason: "") }
    scene.history = ready.json[path: "status", "history"]?[0]?["status"]?.stringValue ?? ""
    return scene
  }

  private func scene(_ project: HelmProject) async throws -> Scene {
    var scene = Scene()
    try await project.client.list(.configMap, namespace: project.namespace) { map in
      if ![HookRecorders.marker, "kube-root-ca.crt"].contains(map.name) {
        scene.configMaps[map.name] = map.json["data"] ?? .null
      }
    }
    scene.pending = try await project.records().filter { $0.contains("pending") }
    scene.runs = try await recorders.runs(in: project)
    return scene
  }
}

/// Counts how often the hooks in each namespace run: each run is an object of its own.
private final class HookRecorders: Sendable {
  static let marker = "marker"
  private let recorders = Mutex<[String: VersionRecorder]>([:])

  func begin(_ project: HelmProject) async throws {
    let recorder = try await VersionRecorder.start(.configMap, in: project)
    recorders.withLock { $0[project.namespace] = recorder }
  }

  func end(_ namespace: String) { recorders.withLock { $0[namespace] = nil } }

  /// How many objects of its name each hook has had until now.
  func runs(in project: HelmProject) async throws -> [String: Int] {
    guard let recorder = recorders.withLock({ $0[project.namespace] }) else { return [:] }
    // The record has everything that came before what is written now.
    var marker = DynamicObject(.configMap, ObjectKey(namespace: project.namespace, name: Self.marker))
    marker.json["data"] = ["token": .string(String(UInt64.random(in: .min ... .max)))]
    let written = try await project.client.patch(
      .configMap, marker.key, .apply(marker.json, force: true), options: WriteOptions(fieldManager: "test"))
    _ = try await recorder.versions(until: written)
    var objects: [String: Set<String>] = [:]
    for version in recorder.versions() where version.annotation("helm.sh/hook") != nil {
      objects[version.name, default: []].insert(version.uid ?? "")
    }
    return objects.mapValues(\.count)
  }
}

@Suite struct HelmCrashTests {
  @Test(
    "A HelmRelease ends as it should wherever its controller is killed",
    arguments: [KillMoment.beforeRequest, .afterRequest])
  func helmRelease(_ moment: KillMoment) async throws {
    let crash = try await HelmReleaseCrash()
    let points = CrashPoints(every: 18)
    let report = try await crash.harness.run(
      moment.trigger(crash.proxy), first: points.first, limit: points.limit, stride: points.stride)
    print("HelmRelease, \(moment): \(report)")
    #expect(report.failures.isEmpty, "\(report)")
    #expect(!report.points.isEmpty)
  }
}

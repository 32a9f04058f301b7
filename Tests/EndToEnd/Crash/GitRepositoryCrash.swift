import JSON
import OperatorKit
import OperatorKitTesting

/// A GitRepository's life under a process that is killed: three revisions, another set of files, deletion.
struct GitRepositoryCrash: Sendable {
  /// What is left of the object after a step.
  struct Scene: Sendable, Equatable {
    var revision = ""
    var digest = ""
    var conditions: [ConditionScene] = []
    var finalizers: [String] = []
    /// What the storage holds, by path below the object's folder.
    var stored: [String] = []
    var served: [String: String] = [:]
    /// What lies in the folder for temporary files.
    var temporary: [String] = []
  }

  typealias World = CrashWorld<Scene>

  let source: SourceWorld
  let repository: GitTestRepository
  let proxy: FaultProxy

  init() async throws {
    source = try await SourceWorld.shared()
    proxy = try await FaultProxy.start(inFrontOf: source.cluster.controlPlane)
    let name = "crash-\(String(UInt32.random(in: .min ... .max), radix: 36))"
    repository = try await source.git.createRepository(name)
    for (number, branch) in ["main", "second", "third"].enumerated() {
      let commit = try await repository.commit(files: ["app.yaml": "version: \(number)\n", "notes.txt": "n\n"])
      if branch != "main" { try await repository.setBranch(branch, to: commit) }
      if branch == "main" { try await repository.setBranch("first", to: commit) }
    }
  }

  var harness: CrashHarness<World, [Scene]> {
    CrashHarness(
      setUp: { try World(namespace: try await source.namespace("crash")) }, process: process, converge: converge,
      endState: { $0.scenes })
  }

  private func process(_ world: World) throws -> ProcessConfiguration {
    try RunningController.configuration(
      "source-controller", kubeconfig: proxy.kubeconfigPath, world.directory,
      [
        "--storage-path=\(world.directory.path)/data", "--storage-addr=127.0.0.1:\(world.ports[0].port)",
        "--metrics-addr=127.0.0.1:\(world.ports[1].port)", "--health-addr=127.0.0.1:\(world.ports[2].port)",
        "--min-retry-delay=50ms", "--max-retry-delay=500ms", "--artifact-retention-records=1", world.selector,
      ])
  }

  private func converge(_ world: World) async throws {
    let object = source.object(in: world.namespace)
    try await world.step(0) {
      try await object.create(
        spec: SourceWorld.spec(repository.url, ["ref": ["branch": "first"]]), labels: world.labels)
    } _: {
      try await settled(object, world, on: "first")
    }
    for (number, branch) in [(1, "second"), (2, "third")] {
      try await world.step(number) {
        try await object.patch(["spec": ["ref": ["branch": .string(branch)]]])
      } _: {
        try await settled(object, world, on: branch)
      }
    }
    try await world.step(3) {
      try await object.patch(["spec": ["ignore": "*.txt\n"]])
    } _: {
      try await settled(object, world, on: "third")
    }
    try await world.step(4) {
      try await source.cluster.client.delete(object.type, object.key)
    } _: {
      try await object.waitUntilGone()
      return Scene(stored: Files.contents(of: folder(world)).keys.sorted(), temporary: temporary(world))
    }
  }

  /// Waits until the object is ready on a branch, and for one more run, which clears away what was superseded.
  private func settled(_ object: WatchedObject, _ world: World, on branch: String) async throws -> Scene {
    try await object.wait("\(branch) to be ready") { isReady($0, branch) }
    try await object.reconcile()
    let ready = try await object.wait("\(branch) to be ready again") { isReady($0, branch) }
    try? await eventually("no temporary files", within: .seconds(5)) { temporary(world).isEmpty }
    return Scene(
      revision: ready.artifactRevision, digest: ready.artifactDigest, conditions: ConditionScene.all(of: ready),
      finalizers: (ready.json[path: "metadata", "finalizers"]?.arrayValue ?? []).compactMap(\.stringValue),
      stored: stored(world), served: try await Download.get(ready.artifactURL).unpacked(), temporary: temporary(world))
  }

  private func isReady(_ object: DynamicObject, _ branch: String) -> Bool {
    object.artifactRevision.hasPrefix("\(branch)@") && object.condition("Ready")?.status == .true && object.isCurrent
      && object.condition("Reconciling") == nil
  }

  private func folder(_ world: World) -> String {
    "\(world.directory.path)/data/gitrepository/\(world.namespace)/repo"
  }

  private func stored(_ world: World) -> [String] { Files.names(in: folder(world)) }

  private func temporary(_ world: World) -> [String] {
    Files.names(in: "\(world.directory.path)/tmp/source-controller-work")
  }
}

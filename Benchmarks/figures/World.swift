import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// What is measured, and the definitions of its kinds.
struct Site {
  let binaries: String
  let definitions: String

  /// Runs `work` in a control plane, a Git server and both controllers of its own, and ends them all.
  ///
  /// Where no Deployment has to become ready, an API server alone is enough and leaves the machine to what is measured.
  func withWorld<Result>(
    deployments: Bool = false, kustomizeArguments: [String] = [], proxied: Bool = false,
    _ work: (World) async throws -> Result
  ) async throws -> Result {
    var options = deployments ? ControlPlane.Options() : .apiServerOnly
    options.startTimeout = .seconds(120)
    let cluster = try await ControlPlane.start(options)
    do {
      let world = try await World(self, cluster, kustomizeArguments, proxied: proxied)
      do {
        let result = try await work(world)
        await world.end()
        return result
      } catch {
        await world.printLogs()
        await world.end()
        throw error
      }
    } catch {
      await cluster.stop()
      throw error
    }
  }
}

/// A control plane, a Git server with one repository, and both controllers.
struct World {
  static let namespace = "figures"

  let binaries: String
  let cluster: ControlPlane
  let client: KubernetesClient
  let git: GitHTTPServer
  let repository: GitTestRepository
  let directory: TemporaryDirectory
  let proxy: FaultProxy?
  let source: Controller
  let kustomize: Controller

  init(_ site: Site, _ cluster: ControlPlane, _ kustomizeArguments: [String], proxied: Bool) async throws {
    binaries = site.binaries
    self.cluster = cluster
    client = KubernetesClient(try .kubeconfig(path: cluster.kubeconfigPath))
    directory = try TemporaryDirectory(prefix: "flux-swift-figures")
    // Servers before 1.25 do not know the rules in the definitions and drop them; kubectl would refuse to send them.
    try await cluster.kubectl("apply", "--validate=false", "-f", site.definitions)
    try await cluster.kubectl("wait", "--for=condition=Established", "--timeout=60s", "-f", site.definitions)
    try await cluster.apply("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: \(World.namespace)\n")
    git = try await GitHTTPServer.start(password: "figures-\(UInt64.random(in: 0...UInt64.max))")
    repository = try await git.createRepository("apps")
    proxy = proxied ? try await FaultProxy.start(inFrontOf: cluster) : nil

    let launcher = Launcher(binaries: site.binaries, directory: directory)
    source = try launcher.startSource(kubeconfig: cluster.kubeconfigPath)
    kustomize = try launcher.start(
      "kustomize-controller", kustomizeArguments, kubeconfig: proxy?.kubeconfigPath ?? cluster.kubeconfigPath)
    try await createCredentials("git", for: git)
  }

  var controllers: [Controller] { [source, kustomize] }
  /// Peak and present memory of both.
  var memory: String { controllers.map(\.memory).joined(separator: "; ") }

  func end() async {
    for controller in controllers { _ = await controller.process.terminate() }
    await proxy?.stop()
    await git.stop()
    await cluster.stop()
  }

  func printLogs() async {
    for controller in controllers {
      let log = try? await ChildProcess.run("tail", "-n", "5", "\(directory.path)/\(controller.name).log")
      print("--- \(controller.name)\(controller.survival)\n\(log?.text ?? "")")
    }
  }

  func key(_ name: String) -> ObjectKey { ObjectKey(namespace: World.namespace, name: name) }
}

import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// From a Git push to running objects: a control plane, a Git server with a password, the controllers under their
/// memory limits, and what happens to an app that is pushed, changed, pruned, tampered with and rolled out by webhook.
struct Demo {
  let binaries: String
  let definitions: String
  let keep: Bool

  private static let steps = (
    plane: "Kubernetes control plane ready", controllers: "controllers started, CRDs served",
    source: "fleet pushed, source fetched", applied: "objects applied (10 concerns, then the shop)",
    healthy: "Deployment healthy", second: "second push rolled out", pruned: "removed file pruned",
    drift: "manual change corrected", webhook: "push rolled out by its webhook"
  )

  func run() async throws {
    print("\nflux-swift: from a Git push to running objects\n")
    let board = Scoreboard([
      Self.steps.plane, Self.steps.controllers, Self.steps.source, Self.steps.applied, Self.steps.healthy,
      Self.steps.second, Self.steps.pruned, Self.steps.drift, Self.steps.webhook,
    ])
    let cluster = try await board.step(Self.steps.plane) {
      let cluster = try await ControlPlane.start()
      return (cluster.isExisting ? "the cluster of KUBECONFIG" : "etcd, API server, controllers, one node", cluster)
    }
    let client = KubernetesClient(try .kubeconfig(path: cluster.kubeconfigPath))
    let directory = try TemporaryDirectory(prefix: "flux-swift-demo")
    let controllers = try await board.step(Self.steps.controllers) {
      try await prepare(cluster)
      let fleet = ControllerFleet(binaries: binaries, kubeconfig: cluster.kubeconfigPath, directory: directory)
      return ("", try start(fleet))
    }
    do {
      try await story(board, cluster, client, webhooks: controllers.last?.port?.port ?? 0)
    } catch {
      print("\n\(error)\n\nlogs of the controllers are in \(directory.path)")
      try? await report(cluster, directory, controllers)
      await end(controllers, cluster, failed: true)
      throw error
    }
    print("")
    for controller in controllers { print("  \(Scoreboard.padded(controller.name, 24))\(controller.memory)") }
    await end(controllers, cluster, failed: false)
  }

  /// The definitions of our kinds, and namespaces.
  private func prepare(_ cluster: ControlPlane) async throws {
    // Servers before 1.25 do not know the rules in the definitions and drop them; kubectl would refuse to send them.
    try await cluster.kubectl("apply", "--validate=false", "-f", definitions)
    for name in ["flux-system", "fleet", "shop"] {
      try await cluster.apply("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: \(name)\n")
    }
    try await cluster.kubectl(
      "wait", "--for=condition=Established", "--timeout=30s", "-f", definitions)
  }

  private func start(_ fleet: ControllerFleet) throws -> [RunningController] {
    let storage = "\(fleet.directory.path)/storage"
    try makeDirectory(storage)
    let port = try PortReservation()
    let address = "127.0.0.1:\(port.port)"
    var source = try fleet.start(
      "source-controller",
      ["--storage-path=\(storage)", "--storage-addr=\(address)", "--storage-adv-addr=\(address)"], keep: keep)
    source.port = port
    return [source, try fleet.start("kustomize-controller", [], keep: keep), try startNotification(fleet)]
  }

  /// Takes webhooks, in half of the room that the others have.
  private func startNotification(_ fleet: ControllerFleet) throws -> RunningController {
    let port = try PortReservation()
    var controller = try fleet.start(
      "notification-controller", ["--receiverAddr=127.0.0.1:\(port.port)", "--events-addr=127.0.0.1:0"], keep: keep,
      limit: ControllerFleet.limit / 2)
    controller.port = port
    return controller
  }

  /// What the demo shows once everything runs.
  private func story(
    _ board: Scoreboard, _ cluster: ControlPlane, _ client: KubernetesClient, webhooks: UInt16
  ) async throws {
    let git = try await GitHTTPServer.start(password: "demo-\(UInt64.random(in: 0...UInt64.max))")
    defer { Task { await git.stop() } }
    let watcher = Watcher(client: client)
    try await giveCredentials(git, client)
    let shop = try await git.createRepository("shop")
    let fleet = try await git.createRepository("fleet")
    try await shop.commit(files: Fleet.shop, message: "Open the shop")

    try await board.step(Self.steps.source) {
      let commit = try await fleet.commit(files: Fleet.files(shopURL: shop.url), message: "Lay out the fleet")
      try await cluster.apply(Fleet.root(fleetURL: fleet.url))
      try await watcher.ready(GitRepository.resourceType, "fleet", revision: commit)
      return ("main@sha1:\(commit.prefix(8))", ())
    }
    try await board.step(Self.steps.applied) {
      try await watcher.ready(Kustomization.resourceType, "fleet", revision: nil)
      let count = try await watcher.inventory("fleet")
      try await watcher.exists("apps/v1", "Deployment", "shop", "web")
      return ("\(count) objects of the fleet, and the Deployment of the shop", ())
    }
    try await board.step(Self.steps.healthy) {
      try await watcher.ready(Kustomization.resourceType, "shop", revision: nil)
      return ("3 replicas available", ())
    }
    try await changes(board, cluster, watcher, shop)
    try await webhook(board, cluster, watcher, shop, webhooks)
  }

  /// What the last step of a pipeline in Gitea Actions does: one call with curl.
  private func webhook(
    _ board: Scoreboard, _ cluster: ControlPlane, _ watcher: Watcher, _ shop: GitTestRepository, _ port: UInt16
  ) async throws {
    try await board.step(Self.steps.webhook) {
      let token = "demo-\(UInt64.random(in: 0...UInt64.max))"
      try await cluster.apply(Fleet.receiver(token: token))
      let path = try await watcher.webhookPath("shop")
      let files = ["deploy/prod/kustomization.yaml": Fleet.prod(tag: "1.2.0")]
      let commit = try await shop.commit(files: files, message: "Version 1.2.0")
      let started = ContinuousClock.now
      let call = try await ChildProcess.run(
        "curl", "-sS", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", "-H",
        "Authorization: Bearer \(token)", "http://127.0.0.1:\(port)\(path)")
      guard call.text == "200" else { throw DemoFailure("the webhook answers \(call.text)") }
      try await watcher.image("shop", "web", "registry.local/shop/web:1.2.0", available: false)
      let applied = Scoreboard.seconds(.now - started)
      try await watcher.ready(Kustomization.resourceType, "shop", revision: commit)
      return ("web:1.2.0 applied \(applied) after the call", ())
    }
  }

  private func changes(
    _ board: Scoreboard, _ cluster: ControlPlane, _ watcher: Watcher, _ shop: GitTestRepository
  ) async throws {
    try await board.step(Self.steps.second) {
      let files = ["deploy/prod/kustomization.yaml": Fleet.prod(tag: "1.1.0", extra: ["banner.yaml"])]
      let commit = try await shop.commit(files: files, message: "Version 1.1.0")
      try await watcher.request(GitRepository.resourceType, "shop")
      try await watcher.ready(Kustomization.resourceType, "shop", revision: commit)
      try await watcher.image("shop", "web", "registry.local/shop/web:1.1.0")
      return ("web:1.1.0 on 3 replicas", ())
    }
    try await board.step(Self.steps.pruned) {
      let commit = try await shop.commit(
        files: ["deploy/prod/kustomization.yaml": Fleet.prod(tag: "1.1.0")], removing: ["deploy/prod/banner.yaml"],
        message: "Take the banner down")
      try await watcher.request(GitRepository.resourceType, "shop")
      try await watcher.ready(Kustomization.resourceType, "shop", revision: commit)
      try await watcher.gone(.configMap, "shop", "banner")
      return ("ConfigMap/shop/banner deleted", ())
    }
    try await board.step(Self.steps.drift) {
      try await cluster.kubectl("-n", "shop", "set", "image", "deployment/web", "web=registry.local/shop/web:hacked")
      try await watcher.request(Kustomization.resourceType, "shop")
      try await watcher.image("shop", "web", "registry.local/shop/web:1.1.0")
      return ("web:hacked is web:1.1.0 again", ())
    }
  }

  /// The Secret that the platform's external secrets would bring: user, password and the server's authority.
  private func giveCredentials(_ git: GitHTTPServer, _ client: KubernetesClient) async throws {
    var secret = DynamicObject(.secret, ObjectKey(namespace: "fleet", name: "gitea-token"))
    secret.json["stringData"] = [
      "username": .string(git.username), "password": .string(git.password), "ca.crt": .string(git.authorityPEM),
    ]
    try await client.patch(
      .secret, secret.key, .apply(secret.json, force: true), options: WriteOptions(fieldManager: "demo"))
  }

  private func report(
    _ cluster: ControlPlane, _ directory: TemporaryDirectory, _ controllers: [RunningController]
  ) async throws {
    print(try await cluster.kubectl("get", "gitrepositories,kustomizations,receivers", "-A"))
    for controller in controllers {
      let log = try await ChildProcess.run("tail", "-n", "15", "\(directory.path)/\(controller.name).log")
      print("--- \(controller.name)\n\(log.text)")
    }
  }

  private func end(_ controllers: [RunningController], _ cluster: ControlPlane, failed: Bool) async {
    if keep, !failed {
      print("\nleft running until you press return; KUBECONFIG=\(cluster.kubeconfigPath)")
      _ = readLine()
    }
    for controller in controllers { _ = await controller.process.terminate() }
    await cluster.stop()
  }
}

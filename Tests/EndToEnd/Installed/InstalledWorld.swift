import GitOpsAPI
import HTTP
import JSON
import OperatorKit
import OperatorKitTesting

/// All four controllers as `config/default` installs them: each is the service account that it has there, with the rights
/// that it has there and no other. On a control plane of their own, since the controllers of other tests are
/// administrators and would do the work for them.
final class InstalledWorld: Sendable {
  static let namespace = "flux-system"
  static let names = ["source-controller", "kustomize-controller", "helm-controller", "notification-controller"]

  let cluster: TestCluster
  let git: GitHTTPServer
  let mailbox: Mailbox
  private let directory: TemporaryDirectory
  private let controllers: [String: RunningController]
  private let tokens: [String: String]

  static func start() async throws -> InstalledWorld {
    async let git = GitHTTPServer.start()
    async let mailbox = Mailbox.start()
    let cluster = try await TestCluster.prepare(ControlPlane.start(.apiServerOnly))
    try await install(cluster.controlPlane)
    return try await InstalledWorld(cluster, git, mailbox)
  }

  /// Accounts and rights. Not the Deployments: the controllers are processes here.
  private static func install(_ controlPlane: ControlPlane) async throws {
    let folder = try TestCluster.repositoryFolder()
    let list = try await controlPlane.kubectl(
      "apply", "-k", "\(folder)/config/default", "--dry-run=client", "--validate=false", "-o", "json")
    let kinds = ["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]
    let items = try JSONParser.parse(Array(list.utf8))["items"]?.arrayValue ?? []
    let wanted = items.filter { kinds.contains($0["kind"]?.stringValue ?? "") }
    let manifests: JSONValue = ["apiVersion": "v1", "kind": "List", "items": .array(wanted)]
    try await controlPlane.apply(manifests.serializedString())
  }

  private init(_ cluster: TestCluster, _ git: GitHTTPServer, _ mailbox: Mailbox) async throws {
    self.cluster = cluster
    self.git = git
    self.mailbox = mailbox
    let directory = try TemporaryDirectory(prefix: "installed")
    self.directory = directory
    var tokens: [String: String] = [:]
    for name in InstalledWorld.names {
      tokens[name] = try await cluster.client.createToken(
        ObjectKey(namespace: InstalledWorld.namespace, name: name)
      ).token
      try directory.write(InstalledWorld.kubeconfig(cluster.controlPlane, tokens[name] ?? ""), to: name)
    }
    self.tokens = tokens
    func environment(_ name: String) -> [String: String] {
      ["KUBECONFIG": "\(directory.path)/\(name)", "RUNTIME_NAMESPACE": InstalledWorld.namespace]
    }
    let notification = try DeliveryWorld.controller(
      cluster, seeing: nil, environment: environment("notification-controller"),
      arguments: ["--enable-leader-election"])
    let common = ["--enable-leader-election", "--events-addr=http://127.0.0.1:\(notification.eventsPort)/"]
    let source = try SourceWorld.controller(
      cluster, environment: environment("source-controller"), arguments: common)
    var controllers = ["notification-controller": notification, "source-controller": source]
    for name in ["kustomize-controller", "helm-controller"] {
      controllers[name] = try RunningController.start(
        name, cluster, environment: environment(name), ports: 2
      ) { ports, _ in
        [
          "--metrics-addr=127.0.0.1:\(ports[0])", "--health-addr=127.0.0.1:\(ports[1])", "--min-retry-delay=100ms",
          "--max-retry-delay=1s", "--requeue-dependency=1s",
        ] + common
      }
    }
    self.controllers = controllers
  }

  /// A kubeconfig with a token and nothing else.
  private static func kubeconfig(_ controlPlane: ControlPlane, _ token: String) -> String {
    var server: JSONValue = ["server": .string(controlPlane.serverURL)]
    if let path = controlPlane.authorityPath { server["certificate-authority"] = .string(path) }
    let config: JSONValue = [
      "apiVersion": "v1", "kind": "Config", "current-context": "it",
      "clusters": [["name": "it", "cluster": server]], "users": [["name": "it", "user": ["token": .string(token)]]],
      "contexts": [["name": "it", "context": ["cluster": "it", "user": "it"]]],
    ]
    return config.serializedString()
  }

  /// The status of a HEAD request that a controller makes.
  func head(_ path: String, as name: String) async throws -> Int {
    let address = "\(cluster.controlPlane.serverURL)\(path)"
    guard let url = RemoteURL(address) else { throw BadAddress(text: address) }
    var request = HTTPRequest(
      method: .head, url: url, headers: ["Authorization": "Bearer \(tokens[name] ?? "")"])
    request.options.proxy = .none
    request.options.tls.caPEM = cluster.controlPlane.authorityPath.flatMap { Files.read($0) }
    let response = try await HTTPClient.shared.send(request)
    response.body.cancel()
    return response.status
  }

  /// A client that is a controller.
  func client(as name: String) throws -> KubernetesClient {
    KubernetesClient(try .kubeconfig(path: "\(directory.path)/\(name)"))
  }

  func log(_ name: String) -> String { controllers[name]?.log ?? "" }

  /// Lines of all logs that tell of something that was not allowed.
  var refusals: [String] {
    InstalledWorld.names.flatMap { name in
      log(name).split(separator: "\n").filter { $0.contains("forbidden") || $0.contains("Forbidden") }
        .map { "\(name): \($0)" }
    }
  }

  /// The notification-controller, as the helpers of its tests see it.
  func delivery() throws -> DeliveryWorld {
    guard let controller = controllers["notification-controller"] else { throw BadAddress(text: "no controller") }
    return DeliveryWorld(cluster, mailbox, controller)
  }

  func stop() async {
    for controller in controllers.values { _ = await controller.process.terminate(grace: .seconds(30)) }
    await cluster.controlPlane.stop()
  }
}

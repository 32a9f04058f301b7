import Digests
import GitOpsAPI
import Glibc
import HTTPServer
import JSON
import OperatorKit
import OperatorKitTesting
import Synchronization

/// A control plane and a helm-controller; charts are offered as a source-controller would.
struct HelmSite: Sendable {
  let cluster: ControlPlane
  let client: KubernetesClient
  let controller: Controller
  let proxy: FaultProxy?
  private let directory: TemporaryDirectory
  private let server: RunningServer
  private let shelf: Shelf

  private final class Shelf: Sendable {
    let archives = Mutex<[String: [UInt8]]>([:])
  }

  /// Runs `work` beside a helm-controller, and ends everything.
  static func run<Result>(
    _ site: Site, _ arguments: [String] = [], deployments: Bool = true, proxied: Bool = false,
    _ work: (HelmSite) async throws -> Result
  ) async throws -> Result {
    var options = deployments ? ControlPlane.Options() : .apiServerOnly
    options.startTimeout = .seconds(120)
    let cluster = try await ControlPlane.start(options)
    do {
      let helm = try await HelmSite(site, cluster, arguments, proxied: proxied)
      let outcome: Swift.Result<Result, any Error>
      do { outcome = .success(try await work(helm)) } catch { outcome = .failure(error) }
      _ = await helm.controller.process.terminate()
      await helm.proxy?.stop()
      await helm.server.stop()
      await cluster.stop()
      return try outcome.get()
    } catch {
      await cluster.stop()
      throw error
    }
  }

  private init(_ site: Site, _ cluster: ControlPlane, _ arguments: [String], proxied: Bool) async throws {
    self.cluster = cluster
    client = KubernetesClient(try .kubeconfig(path: cluster.kubeconfigPath))
    directory = try TemporaryDirectory(prefix: "flux-swift-figures")
    try await cluster.kubectl("apply", "--validate=false", "-f", site.definitions)
    try await cluster.kubectl("wait", "--for=condition=Established", "--timeout=60s", "-f", site.definitions)
    try await cluster.apply("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: \(World.namespace)\n")
    let shelf = Shelf()
    self.shelf = shelf
    server = try await HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { request in
      let path = request.path ?? ""
      guard let bytes = shelf.archives.withLock({ $0[path] }) else { return .text("not found", status: 404) }
      return ServerResponse(body: .bytes(bytes))
    }.start()
    proxy = proxied ? try await FaultProxy.start(inFrontOf: cluster) : nil
    controller = try Launcher(binaries: site.binaries, directory: directory).start(
      "helm-controller", arguments, kubeconfig: proxy?.kubeconfigPath ?? cluster.kubeconfigPath)
  }

  func key(_ name: String) -> ObjectKey { ObjectKey(namespace: World.namespace, name: name) }

  /// Offers a chart as a HelmChart of its name.
  ///
  /// - Parameter files: Others than templates, by path in the chart.
  func offer(
    _ name: String, version: String = "1.0.0", _ templates: [String: String], files: [String: String] = [:]
  ) async throws {
    let bytes = try await archive(name, version, templates, files)
    let digest = DigestAlgorithm.sha256.hexDigest(of: bytes)
    let path = "/\(name)-\(digest).tgz"
    shelf.archives.withLock { $0[path] = bytes }
    if try await client.find(HelmChart.resourceType, key(name)) == nil {
      var chart = DynamicObject(HelmChart.resourceType, key(name))
      chart.json["spec"] = [
        "chart": .string(name), "interval": "1h", "sourceRef": ["kind": "HelmRepository", "name": "charts"],
      ]
      _ = try await client.create(HelmChart.resourceType, chart)
    }
    let status: JSONValue = [
      "observedGeneration": 1,
      "artifact": [
        "digest": .string("sha256:\(digest)"), "lastUpdateTime": .string("\(Timestamp.now())"), "path": .string(path),
        "revision": .string(version), "url": .string("http://127.0.0.1:\(server.port)\(path)"),
        "size": JSONValue(bytes.count),
      ],
    ]
    try await client.patch(HelmChart.resourceType, key(name), .merge(["status": status]), subresource: "status")
  }

  private func archive(
    _ name: String, _ version: String, _ templates: [String: String], _ files: [String: String]
  ) async throws -> [UInt8] {
    let folder = try TemporaryDirectory(prefix: "chart")
    try await ChildProcess.run("mkdir", "-p", "\(folder.path)/\(name)/templates", "\(folder.path)/\(name)/crds")
    try folder.write("apiVersion: v2\nname: \(name)\nversion: \(version)\n", to: "\(name)/Chart.yaml")
    for (file, text) in templates { try folder.write(text, to: "\(name)/templates/\(file)") }
    for (file, text) in files { try folder.write(text, to: "\(name)/\(file)") }
    try await ChildProcess.run("tar", "-czf", "\(folder.path)/chart.tgz", "-C", folder.path, name)
    guard let file = fopen("\(folder.path)/chart.tgz", "re") else { throw FigureFailure("cannot read the chart") }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 8 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }

  func release(_ name: String, chart: String, _ more: JSONObject = [:]) async throws {
    var object = DynamicObject(HelmRelease.resourceType, key(name))
    var spec: JSONObject = [
      "interval": "1h", "timeout": "10m", "chartRef": ["kind": "HelmChart", "name": .string(chart)],
    ]
    for (field, value) in more { spec[field] = value }
    object.json["spec"] = .object(spec)
    _ = try await client.create(HelmRelease.resourceType, object)
  }

  func each(
    _ numbers: Range<Int>, width: Int = 8, _ work: @escaping @Sendable (Int) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (started, number) in numbers.enumerated() {
        if started >= width { try await group.next() }
        group.addTask { try await work(number) }
      }
      try await group.waitForAll()
    }
  }

  /// Waits until so many HelmReleases satisfy a condition.
  func all(
    _ count: Int, within limit: Duration, _ condition: (DynamicObject) -> Bool = World.isReady
  ) async throws {
    try await eventually("\(count) HelmReleases", within: limit, every: .milliseconds(200)) {
      var reached = 0
      try await client.list(HelmRelease.resourceType, namespace: World.namespace) { if condition($0) { reached += 1 } }
      return reached >= count
    }
  }
}

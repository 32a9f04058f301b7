import Archive
import Digests
import GitOpsAPI
import Glibc
import JSON
import OperatorKit
import OperatorKitTesting

/// What charts come from: a registry, a web server with charts, and the real helm.
final class ChartWorld: Sendable {
  let source: SourceWorld
  let registry: RegistryServer
  let web: WebServer
  let helm: Helm

  static func shared() async throws -> ChartWorld { try await start.value }

  private static let start = Task {
    async let source = SourceWorld.shared()
    async let registry = RegistryServer.start()
    async let web = WebServer.start()
    async let oracles = Oracles.shared()
    return try await ChartWorld(source, registry, web, oracles)
  }

  private init(_ source: SourceWorld, _ registry: RegistryServer, _ web: WebServer, _ oracles: Oracles) throws {
    self.source = source
    self.registry = registry
    self.web = web
    helm = try Helm(program: oracles.helm)
  }

  var cluster: TestCluster { source.cluster }

  /// A namespace with Secrets that open the registry and the web server: `registry`, `registry-ca`, `web`, `web-ca`.
  func namespace(_ purpose: String) async throws -> String {
    let name = try await source.namespace(purpose)
    try await createDockerConfig("registry", in: name, password: registry.options.password)
    try await cluster.createSecret("registry-ca", in: name, ["ca.crt": registry.authorityPEM])
    try await cluster.createSecret("web", in: name, ["username": web.username, "password": web.password])
    try await cluster.createSecret("web-ca", in: name, ["ca.crt": web.authorityPEM])
    return name
  }

  func createDockerConfig(_ name: String, in namespace: String, password: String) async throws {
    let auth = Base64.encode(Array("\(registry.options.username ?? ""):\(password)".utf8))
    let config: JSONValue = ["auths": [registry.host: ["auth": .string(auth)]]]
    var secret = DynamicObject(.secret, ObjectKey(namespace: namespace, name: name))
    secret.json["type"] = "kubernetes.io/dockerconfigjson"
    secret.json["stringData"] = [".dockerconfigjson": .string(config.serializedString())]
    _ = try await cluster.client.create(.secret, secret)
  }

  func object(_ type: ResourceType, _ name: String, in namespace: String) -> WatchedObject {
    WatchedObject(client: cluster.client, type: type, key: ObjectKey(namespace: namespace, name: name))
  }

  /// The spec of an OCIRepository.
  func oci(_ repository: String, _ more: JSONObject = [:]) -> JSONValue {
    merged(
      [
        "url": .string("oci://\(registry.host)/\(repository)"), "interval": "1h", "timeout": "20s",
        "secretRef": ["name": "registry"], "certSecretRef": ["name": "registry-ca"],
      ], more)
  }

  /// The spec of a HelmRepository at a folder of the web server.
  func repository(_ folder: String, _ more: JSONObject = [:]) -> JSONValue {
    merged(
      [
        "url": .string("\(web.url)/\(folder)"), "interval": "1h", "timeout": "20s",
        "secretRef": ["name": "web"], "certSecretRef": ["name": "web-ca"],
      ], more)
  }

  /// The spec of a HelmChart.
  func chart(
    _ chart: String, from kind: String, _ name: String, _ more: JSONObject = [:]
  ) -> JSONValue {
    merged(
      [
        "chart": .string(chart), "interval": "1h", "sourceRef": ["kind": .string(kind), "name": .string(name)],
      ], more)
  }

  /// The spec of a HelmChart from the HelmRepository `repo`.
  func chart(_ chart: String, _ more: JSONObject = [:]) -> JSONValue {
    self.chart(chart, from: "HelmRepository", "repo", more)
  }

  private func merged(_ spec: JSONObject, _ more: JSONObject) -> JSONValue {
    var spec = spec
    for (name, value) in more { spec[name] = value == .null ? nil : value }
    return .object(spec)
  }

  /// Publishes packaged charts with an index by the real helm in a folder of the web server.
  func publish(_ folder: String, _ charts: [String]) async throws {
    let path = "\(web.folder)/\(folder)"
    mkdir(path, 0o755)
    for chart in charts { try await ChildProcess.run("cp", chart, path) }
    try await helm.run(["repo", "index", path])
    chmod("\(path)/index.yaml", 0o644)
  }
}

/// The real helm, with a home of its own.
struct Helm: Sendable {
  let program: String
  let directory: TemporaryDirectory

  init(program: String) throws {
    self.program = program
    directory = try TemporaryDirectory(prefix: "helm")
  }

  @discardableResult
  func run(_ arguments: [String]) async throws -> String {
    var configuration = ProcessConfiguration(program, arguments, directory: directory.path)
    for (name, folder) in [("CACHE", "cache"), ("CONFIG", "config"), ("DATA", "data")] {
      configuration.environment["HELM_\(name)_HOME"] = "\(directory.path)/\(folder)"
    }
    for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"] { configuration.environment[name] = nil }
    return try await ChildProcess.run(configuration).text
  }

  /// Writes a chart's folder and returns its path.
  func folder(_ name: String, _ version: String, _ files: [String: String] = [:]) throws -> String {
    let path = "\(directory.path)/\(name)-\(String(UInt32.random(in: .min ... .max), radix: 36))/\(name)"
    for (file, text) in ChartFixture.files(name, version, files) {
      let full = "\(path)/\(file)"
      var folder = ""
      for part in full.split(separator: "/").dropLast() {
        folder += "/\(part)"
        mkdir(folder, 0o755)
      }
      guard Files.write(full, text) else { throw BadAddress(text: full) }
    }
    return path
  }

  /// Packages a chart and returns the archive's path.
  func package(_ name: String, _ version: String, _ files: [String: String] = [:]) async throws -> String {
    let folder = try folder(name, version, files)
    let target = String(folder.dropLast(name.count + 1))
    try await run(["package", folder, "-d", target])
    return "\(target)/\(name)-\(version).tgz"
  }

  /// Pushes an archive into a repository of a registry.
  func push(_ archive: String, to repository: String, _ registry: RegistryServer) async throws {
    let authority = "\(directory.path)/registry-ca.crt"
    Files.write(authority, registry.authorityPEM)
    try await run([
      "registry", "login", registry.host, "-u", registry.options.username ?? "", "-p", registry.options.password,
      "--ca-file", authority,
    ])
    try await run(["push", archive, "oci://\(registry.host)/\(repository)", "--ca-file", authority])
  }
}

/// Charts for tests.
enum ChartFixture {
  static func files(_ name: String, _ version: String, _ more: [String: String] = [:]) -> [String: String] {
    var files = [
      "Chart.yaml": "apiVersion: v2\nname: \(name)\nversion: \(version)\n",
      "values.yaml": "replicas: 1\nnested:\n  a: 1\n  b: 2\n",
      "templates/map.yaml": """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: {{ .Release.Name }}-{{ .Chart.Name }}}
      data: {replicas: "{{ .Values.replicas }}"}

      """,
    ]
    files.merge(more) { $1 }
    return files
  }

  /// A chart in a folder of a Git repository.
  static func tree(_ folder: String, _ name: String, _ version: String, _ more: [String: String] = [:]) -> [String:
    String]
  {
    Dictionary(uniqueKeysWithValues: files(name, version, more).map { ("\(folder)/\($0.key)", $0.value) })
  }
}

/// Archives as layers.
enum Layer {
  static let mediaType = "application/vnd.cncf.flux.content.v1.tar+gzip"

  /// A `.tar.gz` of files.
  static func files(_ files: [String: String], mediaType: String = mediaType) throws -> RegistryLayer {
    let directory = try TemporaryDirectory(prefix: "layer")
    let path = try directory.write("", to: "layer.tgz")
    let file = open(path, O_WRONLY | O_TRUNC)
    defer { close(file) }
    let writer = try ArtifactWriter(fileDescriptor: file)
    for (name, text) in files.sorted(by: { $0.key < $1.key }) {
      try writer.file(Array(name.utf8), content: Array(text.utf8))
    }
    _ = try writer.finish()
    return RegistryLayer(mediaType: mediaType, bytes: Files.read(path) ?? [])
  }
}

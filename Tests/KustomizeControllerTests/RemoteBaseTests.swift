import HTTP
import Kustomize
import KustomizeController
import OperatorKit
import OperatorKitTesting
import Testing

/// Bases and files that kustomizations name by URL.
@Suite struct RemoteBaseTests {
  private static func configMap(_ name: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\ndata:\n  k: v\n"
  }

  private static func options(_ authority: String) -> HTTPOptions {
    var options = HTTPOptions()
    options.tls.caPEM = Array(authority.utf8)
    options.proxy = .none
    return options
  }

  /// Builds a kustomization with the things on other machines that it names.
  private func build(
    _ kustomization: String, _ authority: String, limits: RemoteBases.Limits = .init(), isAllowed: Bool = true
  ) async throws -> [FluxObject] {
    let directory = try TemporaryDirectory(prefix: "remote")
    let files = MemoryFileSystem(["kustomization.yaml": kustomization])
    @Sendable func run(_ remote: RemoteFiles?) throws -> [FluxObject] {
      var objects = try FluxBuild(root: files, path: "/", variables: nil, remote: remote).run()
      var result: [FluxObject] = []
      while let object = try objects.next() { result.append(object) }
      return result
    }
    guard isAllowed else { return try run(nil) }
    let bases = try RemoteBases(root: "\(directory.path)/work", options: Self.options(authority), limits: limits)
    return try await bases.build { try run($0) }
  }

  private func names(_ objects: [FluxObject]) -> [String] {
    objects.map { $0.value[path: "metadata", "name"]?.stringValue ?? "" }
  }

  private func problem(_ body: () async throws -> [FluxObject]) async throws -> String {
    "\(try await #require(throws: (any Error).self) { try await body() })"
  }

  @Test("K-10-02 bases in repositories are fetched, by branch, tag and commit, with what they refer to")
  func repositories() async throws {
    let server = try await GitHTTPServer.start(isPublic: true)
    let repository = try await server.createRepository("fleet")
    let first = try await repository.commit(files: [
      "apps/web/kustomization.yaml": "resources: [web.yaml, ../../shared]\nnamePrefix: web-\n",
      "apps/web/web.yaml": Self.configMap("one"), "shared/kustomization.yaml": "resources: [c.yaml]\n",
      "shared/c.yaml": Self.configMap("shared"),
    ])
    try await repository.tag("v1")
    try await repository.commit(files: ["apps/web/web.yaml": Self.configMap("two")])
    func built(_ suffix: String, _ more: String = "") async throws -> [FluxObject] {
      try await build("resources: ['\(server.url)/fleet.git/apps/web\(suffix)']\n\(more)", server.authorityPEM)
    }
    #expect(names(try await built("")) == ["web-two", "web-shared"])
    #expect(names(try await built("?ref=main")) == ["web-two", "web-shared"])
    #expect(names(try await built("?ref=v1")) == ["web-one", "web-shared"])
    #expect(names(try await built("?ref=\(first)")) == ["web-one", "web-shared"])
    let origin = try await built("?ref=v1", "buildMetadata: [originAnnotations]\n").first?
      .value[path: "metadata", "annotations", "config.kubernetes.io/origin"]?.stringValue
    #expect(origin == "path: apps/web/web.yaml\nrepo: \(server.url)/fleet.git\nref: v1\n")
    #expect(try await problem { try await built("?ref=none") }.contains("none"))
    #expect(try await problem { try await built("/../../..") }.contains("kustomize build failed"))
    await server.stop()
  }

  @Test("K-10-02 files are fetched; what is missing, too large or too much is named")
  func files() async throws {
    let server = try await WebServer.start(isPublic: true)
    try server.write("a.yaml", Array(Self.configMap("a").utf8))
    try server.write("large.yaml", Array("# \(String(repeating: "x", count: 5000))\n\(Self.configMap("b"))".utf8))
    let authority = server.authorityPEM
    let small: RemoteBases.Limits = {
      var limits = RemoteBases.Limits()
      limits.fileBytes = 4096
      limits.count = 2
      return limits
    }()
    #expect(names(try await build("resources: ['\(server.url)/a.yaml']", authority)) == ["a"])
    let patched = try await build(
      "resources: ['\(server.url)/a.yaml']\npatches: [{path: '\(server.url)/a.yaml'}]", authority)
    #expect(names(patched) == ["a"])
    let missing = try await problem { try await build("resources: ['\(server.url)/none.yaml']", authority) }
    #expect(missing.contains("HTTP Error: status code 404"))
    #expect(
      try await problem { try await build("resources: ['\(server.url)/large.yaml']", authority, limits: small) } != "")
    #expect(names(try await build("resources: ['\(server.url)/large.yaml']", authority)) == ["b"])
    let many = (1...3).map { "'\(server.url)/a.yaml?\($0)'" }.joined(separator: ", ")
    let tooMany = try await problem {
      try await build("configMapGenerator: [{name: x, files: [\(many)]}]", authority, limits: small)
    }
    #expect(!tooMany.isEmpty)
    let other = try await problem { try await build("resources: ['https://127.0.0.1:1/a/b/c.yaml']", authority) }
    #expect(other.contains("127.0.0.1:1"))
  }

  @Test(
    "K-10-02 --no-remote-bases forbids both",
    arguments: [
      "https://127.0.0.1:1/a.yaml", "https://127.0.0.1:1/o/r//x?ref=v1", "github.com/o/r/x", "git@host:o/r",
    ])
  func forbidden(address: String) async throws {
    let text = try await problem { try await build("resources: ['\(address)']", "", isAllowed: false) }
    #expect(text.contains("remote resource '\(address)' is not supported"))
    let directory = try TemporaryDirectory(prefix: "remote")
    let budget = MemoryBudget(totalBytes: 64 << 20)
    let root = "\(directory.path)/work"
    #expect(try RemoteBases.allowed(by: kustomizeOptions(), root: root, budget: budget) != nil)
    #expect(try RemoteBases.allowed(by: kustomizeOptions("--no-remote-bases"), root: root, budget: budget) == nil)
  }

  @Test(
    "repositories over SSH and on the disk of the controller are refused",
    arguments: [
      "git@host:o/r", "ssh://git@host/o/r", "file:///etc//ssl",
    ])
  func otherProtocols(address: String) async throws {
    let text = try await problem { try await build("resources: ['\(address)']", "") }
    #expect(text.contains("only https and http"), "\(text)")
  }

  @Test("K-10-09 the schema of openapi.path is a file or behind a URL")
  func schema() async throws {
    let server = try await WebServer.start(isPublic: true)
    let schema = """
      {"definitions": {"v1.W": {
        "properties": {"items": {"type": "array", "items": {"type": "object"},
          "x-kubernetes-patch-merge-key": "key", "x-kubernetes-patch-strategy": "merge"}},
        "x-kubernetes-group-version-kind": [{"group": "example.org", "version": "v1", "kind": "W"}]}}}
      """
    try server.write("schema.json", Array(schema.utf8))
    let object = "{apiVersion: example.org/v1, kind: W, metadata: {name: w}, items: [{key: a}, {key: b}]}"
    let patch = "{apiVersion: example.org/v1, kind: W, metadata: {name: w}, items: [{key: b, v: 1}]}"
    try server.write("w.yaml", Array(object.utf8))
    func items(_ openapi: String) async throws -> Int? {
      let text = "resources: ['\(server.url)/w.yaml']\n\(openapi)\npatches: [{patch: '\(patch)'}]"
      return try await build(text, server.authorityPEM).first?.value["items"]?.arrayValue?.count
    }
    #expect(try await items("") == 1)
    #expect(try await items("openapi: {path: '\(server.url)/schema.json'}") == 2)
    let local = MemoryFileSystem([
      "kustomization.yaml": "resources: [w.yaml]\nopenapi: {path: schema.json}\npatches: [{patch: '\(patch)'}]",
      "w.yaml": object, "schema.json": schema,
    ])
    var objects = try FluxBuild(root: local, path: "/", variables: nil).run()
    #expect(try objects.next()?.value["items"]?.arrayValue?.count == 2)
  }
}

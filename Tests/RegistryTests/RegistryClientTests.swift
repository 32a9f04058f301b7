import Digests
import HTTP
import JSON
import OperatorKitTesting
import Testing

@testable import Registry

@Suite("A real registry, with TLS and a password")
struct RegistryClientTests {
  private static let start = Task { try await RegistryServer.start() }
  private static let layer = RegistryLayer(mediaType: "text/plain", bytes: Array("hello".utf8))

  private func client(
    _ server: RegistryServer, _ repository: String, password: String? = nil, anonymous: Bool = false
  ) throws -> RegistryClient {
    let credentials = RegistryCredentials.basic(
      username: server.options.username ?? "", password: password ?? server.options.password)
    return RegistryClient(
      try RepositoryAddress("\(server.host)/\(repository)"),
      RegistryAccess(credentials: anonymous ? .anonymous : credentials, options: server.http))
  }

  @Test("S-OT-04 a tag is resolved by HEAD, and manifest and blob are read by digest")
  func pull() async throws {
    let server = try await Self.start.value
    let digest = try await server.push("pull/app", tag: "v1", layers: [Self.layer], annotations: ["a": "b"])
    let client = try client(server, "pull/app")
    #expect(try await client.resolve(tag: "v1") == digest)
    let manifest = try await client.manifest(digest)
    #expect(manifest.annotations == ["a": "b"])
    let descriptor = try #require(manifest.layers.first)
    #expect(descriptor.mediaType == "text/plain")
    #expect(try await collect(client, descriptor) == Self.layer.bytes)
    #expect(server.log.contains("\"HEAD /v2/pull/app/manifests/v1 HTTP"))
    #expect(!server.log.contains("\"GET /v2/pull/app/manifests/v1 HTTP"))
  }

  @Test("S-OT-05 an index leads to its image for linux/amd64")
  func index() async throws {
    let server = try await Self.start.value
    var entries: [JSONValue] = []
    for architecture in ["arm64", "amd64"] {
      let layer = RegistryLayer(mediaType: "text/plain", bytes: Array(architecture.utf8))
      let digest = try await server.push("index/app", tag: architecture, layers: [layer])
      let size = try await sizeOfManifest(server, "index/app", digest)
      entries.append([
        "mediaType": .string(MediaType.ociManifest), "digest": .string("\(digest)"),
        "size": .number(JSONNumber(Int64(size))), "platform": ["os": "linux", "architecture": .string(architecture)],
      ])
    }
    let digest = try await server.push(
      manifest: ["schemaVersion": 2, "mediaType": .string(MediaType.ociIndex), "manifests": .array(entries)],
      mediaType: MediaType.ociIndex, to: "index/app", tag: "latest")
    let client = try client(server, "index/app")
    #expect(try await client.resolve(tag: "latest") == digest)
    let manifest = try await client.manifest(digest)
    #expect(manifest.layers.map(\.digest) == [Digest.of(Array("amd64".utf8))])
  }

  private func sizeOfManifest(_ server: RegistryServer, _ repository: String, _ digest: Digest) async throws -> Int {
    let client = try client(server, repository)
    let response = try await client.send(
      .get, "manifests/\(digest)", headers: ["Accept": MediaType.ociManifest])
    return try await response.body.collect(upTo: 1 << 20).count
  }

  @Test("tags come page by page")
  func tags() async throws {
    let server = try await Self.start.value
    let expected = ["1.0.0", "1.1.0", "2.0.0", "latest"]
    for tag in expected { try await server.push("tags/app", tag: tag, layers: [Self.layer]) }
    var found: [String] = []
    try await client(server, "tags/app").eachTag { found.append($0) }
    #expect(found.sorted() == expected)
  }

  @Test("wrong and missing passwords, unknown authorities, and what is not there are told apart")
  func refusals() async throws {
    let server = try await Self.start.value
    try await server.push("refusals/app", tag: "v1", layers: [Self.layer])
    for client in [
      try client(server, "refusals/app", password: "not-the-one"), try client(server, "refusals/app", anonymous: true),
    ] {
      let error = await #expect(throws: RegistryError.self) { _ = try await client.resolve(tag: "v1") }
      #expect(error?.isAuthentication == true)
      #expect(error?.description.contains("not-the-one") == false)
    }
    let missing = await #expect(throws: RegistryError.self) {
      _ = try await client(server, "refusals/app").resolve(tag: "v9")
    }
    #expect(missing == .notFound("manifest '\(server.host)/refusals/app:v9'"))
    let stranger = RegistryClient(
      try RepositoryAddress("\(server.host)/refusals/app"), RegistryAccess(options: HTTPOptions()))
    let error = await #expect(throws: RegistryError.self) { _ = try await stranger.resolve(tag: "v1") }
    #expect(error?.isAuthentication == true)
  }

  @Test("plain HTTP is spoken only where it is allowed")
  func plain() async throws {
    var options = RegistryServer.Options()
    options.usesTLS = false
    options.username = nil
    let server = try await RegistryServer.start(options)
    let digest = try await server.push("app", tag: "v1", layers: [Self.layer])
    let address = try RepositoryAddress("\(server.host)/app")
    let allowed = RegistryClient(address, RegistryAccess(options: server.http, allowsPlainHTTP: true))
    #expect(try await allowed.resolve(tag: "v1") == digest)
    let strict = RegistryClient(address, RegistryAccess(options: server.http))
    await #expect(throws: RegistryError.self) { _ = try await strict.resolve(tag: "v1") }
  }

  @Test("a blob that was changed in the registry's storage is refused")
  func corrupted() async throws {
    let server = try await Self.start.value
    let layer = RegistryLayer(mediaType: "text/plain", bytes: [UInt8](repeating: 1, count: 300_000))
    let digest = try await server.push("corrupted/app", tag: "v1", layers: [layer])
    let client = try client(server, "corrupted/app")
    let descriptor = try #require(try await client.manifest(digest).layers.first)
    try server.corrupt(blob: "\(layer.digest)") { bytes in bytes.dropLast() + [2] }
    let error = await #expect(throws: RegistryError.self) { _ = try await collect(client, descriptor) }
    #expect(error?.description.contains("digest") == true)
  }

  @Test("a client certificate opens a registry that wants one")
  func clientCertificate() async throws {
    var options = RegistryServer.Options()
    options.requiresClientCertificate = true
    options.username = nil
    let server = try await RegistryServer.start(options)
    let identity = try await server.authority.issue("client", subject: "/CN=client", usage: .client)
    var http = server.http
    http.tls.clientCertificatePEM = try read(identity.certificatePath)
    http.tls.clientKeyPEM = try read(identity.keyPath)
    let address = try RepositoryAddress("\(server.host)/app")
    let known = RegistryClient(address, RegistryAccess(options: http))
    await #expect(throws: RegistryError.notFound("manifest '\(address):v1'")) { _ = try await known.resolve(tag: "v1") }
    let unknown = RegistryClient(address, RegistryAccess(options: server.http))
    let error = await #expect(throws: RegistryError.self) { _ = try await unknown.resolve(tag: "v1") }
    #expect(error != .notFound("manifest '\(address):v1'"))
  }

  private func read(_ path: String) throws -> [UInt8] {
    let text = try String(validatingFile: path)
    return Array(text.utf8)
  }
}

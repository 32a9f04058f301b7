import Digests
import HTTP
import HTTPServer
import Testing

@testable import Registry

@Suite("Registries that misbehave")
struct HostileRegistryTests {
  private static let content = [UInt8](repeating: 7, count: 1 << 20)
  private static let descriptor = Descriptor(
    mediaType: "application/octet-stream", digest: Digest.of(content), size: Int64(content.count))
  private struct Died: Error {}

  @Test("a blob whose connection breaks is taken up where it broke")
  func resumed() async throws {
    let registry = try await FakeRegistry.start { request in
      let start = request.headers["Range"].flatMap { Int($0.dropFirst(6).prefix { $0 != "-" }) } ?? 0
      let rest = Array(Self.content[start...])
      var response = ServerResponse(
        status: start > 0 ? 206 : 200,
        body: .stream(length: rest.count) { writer in
          try await writer.write(Array(rest.prefix(400_000)))
          if rest.count > 400_000 { throw Died() }
        })
      if start > 0 {
        response.headers["Content-Range"] = "bytes \(start)-\(Self.content.count - 1)/\(Self.content.count)"
      }
      return response
    }
    #expect(try await collect(registry.client(), Self.descriptor) == Self.content)
    #expect(registry.requests.filter { $0.contains("/blobs/") }.count == 3)
  }

  @Test("a registry that dies in mid-blob for good ends in a failure that may be tried again, not in a file")
  func died() async throws {
    let registry = try await FakeRegistry.start { _ in
      ServerResponse(
        body: .stream(length: Self.content.count) { writer in
          try await writer.write(Array(Self.content.prefix(100_000)))
          throw Died()
        })
    }
    await #expect(throws: RegistryError.self) { try await collect(registry.client(), Self.descriptor) }
    #expect(registry.requests.filter { $0.contains("/blobs/") }.count == 2)
  }

  @Test("a blob with other bytes, too many or too few is refused")
  func wrongBytes() async throws {
    var other = Self.content
    other[500_000] = 8
    for (bytes, hint) in [(other, "digest"), (Self.content + [1], "bytes"), (Array(Self.content.dropLast()), "bytes")] {
      let registry = try await FakeRegistry.start { _ in ServerResponse(body: .bytes(bytes)) }
      let error = await #expect(throws: RegistryError.self) { try await collect(registry.client(), Self.descriptor) }
      #expect(error?.description.contains(hint) == true)
    }
  }

  @Test("a blob beyond the limit is refused before anything is fetched")
  func tooLarge() async throws {
    let registry = try await FakeRegistry.start { _ in .notFound }
    await #expect(throws: RegistryError.self) {
      try await collect(registry.client(), Self.descriptor, maximum: 1000)
    }
    #expect(registry.requests.isEmpty)
  }

  @Test("a redirect loop ends; a redirect to another host goes without credentials")
  func redirects() async throws {
    let loop = try await FakeRegistry.start { request in
      ServerResponse(status: 307, headers: ["Location": request.rawPath])
    }
    let error = await #expect(throws: RegistryError.self) { try await collect(loop.client(), Self.descriptor) }
    #expect(error?.description.contains("redirect") == true)

    let store = try await FakeRegistry.start { _ in ServerResponse(body: .bytes(Self.content)) }
    let target = "http://\(store.host)/somewhere"
    let registry = try await FakeRegistry.start { request in
      guard request.headers["Authorization"] != nil else {
        return ServerResponse(status: 401, headers: ["WWW-Authenticate": "Basic realm=\"x\""])
      }
      return ServerResponse(status: 307, headers: ["Location": target])
    }
    let client = try registry.client("app", .basic(username: "u", password: "p"))
    #expect(try await collect(client, Self.descriptor) == Self.content)
    #expect(store.requests == ["GET /somewhere"])
  }

  @Test("a token server that lies leads to a clear failure, and its token is kept no longer than it is good for")
  func lyingTokenServer() async throws {
    for (answer, hint) in [
      (ServerResponse.text("<html>"), "not JSON"), (.text("{}"), "no token"), (.text("no", status: 500), "500"),
      (.text("no", status: 403), "not accepted"),
      (ServerResponse(status: 302, headers: ["Location": "/again"]), "302"),
      (.json(Array(#"{"token":"wrong"}"#.utf8)), "not accepted"),
    ] {
      let registry = try await FakeRegistry.start { request in
        if request.rawPath == "/token" { return answer }
        return ServerResponse(
          status: 401, headers: ["WWW-Authenticate": "Bearer realm=\"http://\(request.headers["Host"] ?? "")/token\""])
      }
      let client = try registry.client("app", .basic(username: "u", password: "hush-hush"))
      let error = await #expect(throws: RegistryError.self) { _ = try await client.resolve(tag: "v1") }
      #expect(error?.description.contains(hint) == true, "\(String(describing: error))")
      #expect(error?.description.contains("hush-hush") == false)
      #expect(error?.isAuthentication == true)
      #expect(registry.requests.count < 8)
    }
  }

  @Test("a token is asked for once and used for the requests that follow")
  func tokenReuse() async throws {
    let registry = try await FakeRegistry.start { request in
      if request.rawPath == "/token" { return .json(Array(#"{"token":"good","expires_in":300}"#.utf8)) }
      guard request.headers["Authorization"] == "Bearer good" else {
        let realm = "Bearer realm=\"http://\(request.headers["Host"] ?? "")/token\",service=\"s\""
        return ServerResponse(status: 401, headers: ["WWW-Authenticate": realm])
      }
      return ServerResponse(body: .bytes(Self.content))
    }
    let tokens = RegistryTokenCache()
    for _ in 0..<3 {
      _ = try await collect(
        registry.client("app", .basic(username: "u", password: "p"), tokens: tokens), Self.descriptor)
    }
    #expect(registry.requests.filter { $0.contains("/token") }.count == 1)
    // Other credentials get no use of it.
    _ = try await collect(registry.client("app", .anonymous, tokens: tokens), Self.descriptor)
    #expect(registry.requests.filter { $0.contains("/token") }.count == 2)
  }

  @Test("a manifest with another digest, of an unknown kind or of an endless size is refused")
  func manifests() async throws {
    let wanted = Digest.of(Array("{}".utf8))
    let cases: [(String, String)] = [
      ("[]", "digest"), ("{}", "not supported"), (String(repeating: " ", count: 5 << 20), "larger"),
    ]
    for (body, hint) in cases {
      let registry = try await FakeRegistry.start { _ in .json(Array(body.utf8)) }
      let error = await #expect(throws: RegistryError.self) { _ = try await registry.client().manifest(wanted) }
      #expect(error?.description.contains(hint) == true, "\(String(describing: error))")
    }
  }

  @Test("pages of tags that lead in a circle end in a failure")
  func tagCircle() async throws {
    let registry = try await FakeRegistry.start { _ in
      ServerResponse(
        headers: ["Link": "</v2/app/tags/list?n=1000>; rel=\"next\""], body: .bytes(Array(#"{"tags":["a"]}"#.utf8)))
    }
    var seen = 0
    let client = try registry.client()
    let error = await #expect(throws: RegistryError.self) { try await client.eachTag { _ in seen += 1 } }
    #expect(error?.description.contains("circle") == true)
    #expect(seen == 1)
  }
}

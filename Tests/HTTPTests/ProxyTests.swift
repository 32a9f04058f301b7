import Digests
import HTTP
import HTTPServer
import Testing

@Suite struct ProxyTests {
  /// A CONNECT proxy that wants a password.
  private func connectProxy(_ seen: Counter) throws -> RawServer {
    try RawServer { connection in
      guard let head = connection.readHead(), head.hasPrefix("CONNECT localhost:") else { return }
      guard head.contains("Proxy-Authorization: Basic \(Base64.encode(Array("me:pw".utf8)))\r\n") else {
        connection.write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        return
      }
      let rest = head.dropFirst("CONNECT localhost:".count)
      guard let port = UInt16(rest.prefix { $0.isNumber }) else { return }
      seen.increment()
      connection.write("HTTP/1.1 200 Connection established\r\nX-Proxy: 1\r\n\r\n")
      connection.relay(to: port)
    }
  }

  @Test func `https goes through a CONNECT proxy with its password`() async throws {
    let ca = try TestCA()
    let nginx = try Nginx(identity: try ca.issue("localhost"), locations: "location / { return 200 hello; }")
    let seen = Counter()
    let proxy = try connectProxy(seen)
    let client = HTTPClient()
    defer { client.shutdown() }
    func request(_ option: ProxyOption) throws -> HTTPRequest {
      try .get("\(nginx.tlsURL)/") {
        $0.options.tls = TLSOptions(caPEM: ca.pem, useSystemRoots: false)
        $0.options.proxy = option
      }
    }
    let answer = try await client.send(request(.url(address("http://me:pw@127.0.0.1:\(proxy.port)"))))
    #expect(answer.status == 200 && answer.headers["X-Proxy"] == nil)
    #expect(try await answer.body.collect(upTo: 10) == Array("hello".utf8))
    #expect(seen.value == 1)
    let separate = ProxyOption.url(try address("http://127.0.0.1:\(proxy.port)"), username: "me", password: "pw")
    #expect(try await client.text(request(separate)) == "hello")
    let refused = try await client.failure(request(.url(address("http://me:wrong@127.0.0.1:\(proxy.port)"))))
    guard case .proxy(status: 407, _) = refused.kind else {
      Issue.record("\(refused)")
      return
    }
    #expect(!refused.isRetryable && !refused.description.contains("wrong"))
  }

  @Test func `http is sent to the proxy whole`() async throws {
    try await withServer {
      .text("\($0.rawPath) \($0.headers["Host"] ?? "")")
    } _: { (server, client) async throws in
      let proxy = ProxyOption.url(try address(server.url("")))
      #expect(
        try await client.text(.get("http://somewhere.invalid/x") { $0.options.proxy = proxy }) == "/x somewhere.invalid"
      )
    }
  }

  @Test func `socks5 leaves the name to the proxy`() async throws {
    let names = Counter()
    try await withServer {
      .text($0.rawPath)
    } _: { (server, client) async throws in
      let port = UInt16(server.port)
      let proxy = try RawServer { connection in
        let greeting = connection.read(2)
        guard greeting.first == 5, let methods = greeting.last else { return }
        _ = connection.read(Int(methods))
        connection.write([5, 0])
        let request = connection.read(5)
        // Command CONNECT, address type name.
        guard request.count == 5, request[1] == 1, request[3] == 3 else { return }
        let name = connection.read(Int(request[4]))
        _ = connection.read(2)
        if name == Array("only.proxy.knows".utf8) { names.increment() }
        connection.write([5, 0, 0, 1, 127, 0, 0, 1, 0, 0])
        connection.relay(to: port)
      }
      let option = ProxyOption.url(try address("socks5://127.0.0.1:\(proxy.port)"))
      #expect(try await client.text(.get("http://only.proxy.knows/s") { $0.options.proxy = option }) == "/s")
      #expect(names.value == 1)
    }
  }

  @Test func `the environment chooses by scheme, upper case first`() throws {
    let environment = ProxyEnvironment {
      ["HTTPS_PROXY": "http://secure:1", "https_proxy": "http://other:1", "http_proxy": "plain:3128"][$0]
    }
    #expect(environment.proxy(for: try address("https://x/")) == .url(try address("http://secure:1")))
    #expect(environment.proxy(for: try address("http://x/")) == .url(try address("http://plain:3128")))
    #expect(ProxyEnvironment { _ in nil }.proxy(for: try address("https://x/")) == .none)
  }

  @Test(arguments: [
    ("*", "http://x/", false), ("example.com", "http://example.com/", false),
    ("example.com", "http://a.example.com/", false),
    ("example.com", "http://badexample.com/", true), (".example.com", "http://example.com/", true),
    (".example.com", "http://a.example.com/", false), ("*.example.com", "http://a.example.com/", false),
    ("EXAMPLE.com", "http://example.COM/", false), ("example.com:8080", "http://example.com/", true),
    ("example.com:8080", "http://example.com:8080/", false), ("10.0.0.0/8", "http://10.1.2.3/", false),
    ("10.0.0.0/8", "http://11.1.2.3/", true), ("10.0.0.0/8", "http://ten.example/", true),
    ("10.1.2.3", "http://10.1.2.3/", false),
    ("10.1.2.3:81", "http://10.1.2.3/", true), ("fd00::/8", "http://[fd12::1]/", false),
    ("fd00::/8", "http://[fe80::1]/", true),
    ("a, b ,c", "http://b/", false), ("", "http://x/", true), (",,/,:,10.0.0.0/99,[", "http://x/", true),
    ("none", "http://localhost/", false), ("none", "http://127.0.0.9/", false), ("none", "http://[::1]/", false),
    (".svc,.cluster.local", "http://api.ns.svc/", false),
  ])
  func `exceptions from NO_PROXY`(list: String, url: String, proxied: Bool) throws {
    let environment = ProxyEnvironment { ["HTTP_PROXY": "http://p:1", "NO_PROXY": list][$0] }
    #expect((environment.proxy(for: try address(url)) != .none) == proxied)
  }

  @Test("S-FL-45 a client takes its proxy from the environment it was given, unless the request has one")
  func proxyOfTheEnvironment() async throws {
    try await withServer {
      .text("via \($0.headers["Host"] ?? "")")
    } _: { (server, _) async throws in
      var configuration = HTTPClientConfiguration()
      let proxy = server.url("")
      configuration.proxyEnvironment = ProxyEnvironment { $0 == "HTTP_PROXY" ? proxy : nil }
      let client = HTTPClient(configuration: configuration)
      defer { client.shutdown() }
      #expect(
        try await client.text(HTTPRequest(url: try address("http://elsewhere.invalid/"))) == "via elsewhere.invalid")
      try await withServer { _ in
        .text("its own")
      } _: { (other, _) async throws in
        let own = ProxyOption.url(try address(other.url("")))
        #expect(try await client.text(.get("http://elsewhere.invalid/") { $0.options.proxy = own }) == "its own")
      }
    }
  }
}

import HTTP
import Testing

/// Trust, identity and HTTP/2, against nginx.
@Suite struct TLSTests {
  @Test func `twenty streams share one HTTP 2 connection`() async throws {
    let ca = try TestCA()
    let big = [UInt8](repeating: 7, count: 64 * 1024)
    let nginx = try Nginx(
      identity: try ca.issue("localhost"),
      locations: "root $ROOT; location /slow { limit_rate 64k; add_header X-Connection $connection; }",
      files: ["slow": big])
    let client = HTTPClient()
    defer { client.shutdown() }
    let request = try HTTPRequest.get("\(nginx.tlsURL)/slow") {
      $0.options.tls = TLSOptions(caPEM: ca.pem, useSystemRoots: false)
      $0.options.httpVersion = .http2
    }
    let answers = try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
      for _ in 0..<20 { group.addTask { try await client.send(request) } }
      // All headers are here while no body has been read.
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(answers.map { $0.headers["x-connection"] }).count == 1)
    #expect(answers.allSatisfy { $0.version == "2" && $0.status == 200 })
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for answer in answers { group.addTask { try await answer.body.collect(upTo: big.count) } }
      for try await body in group { #expect(body == big) }
    }
  }

  @Test func `requests of both versions to one host do not wait for each other`() async throws {
    let ca = try TestCA()
    let nginx = try Nginx(
      identity: try ca.issue("localhost"), locations: "root $ROOT; location /slow { limit_rate 1k; }",
      files: ["slow": [UInt8](repeating: 7, count: 1 << 20), "small": Array("small".utf8)])
    let client = HTTPClient()
    defer { client.shutdown() }
    func request(_ path: String, _ version: HTTPOptions.Version) throws -> HTTPRequest {
      try .get("\(nginx.tlsURL)/\(path)") {
        $0.options.tls = TLSOptions(caPEM: ca.pem, useSystemRoots: false)
        $0.options.httpVersion = version
        $0.options.totalTimeout = .seconds(60)
      }
    }
    #expect(try await client.text(request("small", .http1)) == "small")
    let held = try await client.send(request("slow", .http2))
    for _ in 0..<5 {
      try await withThrowingTaskGroup(of: String.self) { group in
        for number in 0..<20 {
          let request = try request("small", number.isMultiple(of: 5) ? .http1 : .http2)
          group.addTask { try await client.text(request) }
        }
        for try await text in group { #expect(text == "small") }
      }
    }
    held.body.cancel()
  }

  @Test func `an unknown authority is refused with its reason`() async throws {
    let (ca, other) = (try TestCA(), try TestCA("other CA"))
    let nginx = try Nginx(identity: try ca.issue("localhost"), locations: Self.hello)
    let client = HTTPClient()
    defer { client.shutdown() }
    for tls in [
      TLSOptions(), TLSOptions(caPEM: other.pem), TLSOptions(caPEM: other.pem, useSystemRoots: false),
      TLSOptions(useSystemRoots: false),
    ] {
      let error = try await client.failure(.get("\(nginx.tlsURL)/") { $0.options.tls = tls })
      #expect(error.isVerify && !error.isRetryable, "\(error)")
      #expect(error.description.contains("certificate"), "\(error)")
    }
  }

  @Test func `an authority given beside the machine's is accepted`() async throws {
    let ca = try TestCA()
    let nginx = try Nginx(identity: try ca.issue("localhost"), locations: Self.hello)
    let client = HTTPClient()
    defer { client.shutdown() }
    for tls in [TLSOptions(caPEM: ca.pem), TLSOptions(caPEM: ca.pem, useSystemRoots: false)] {
      #expect(try await client.text(.get("\(nginx.tlsURL)/") { $0.options.tls = tls }) == "hello")
    }
  }

  @Test func `a certificate for another name is refused, and the server name overrides the host`() async throws {
    let ca = try TestCA()
    let nginx = try Nginx(
      identity: try ca.issue("api.internal"), locations: "location / { return 200 \"$ssl_server_name $host\"; }")
    let client = HTTPClient()
    defer { client.shutdown() }
    let request = try HTTPRequest.get("\(nginx.tlsURL)/") { $0.options.tls = TLSOptions(caPEM: ca.pem) }
    #expect(try await client.failure(request).isVerify)
    var named = request
    named.options.tls.serverName = "api.internal"
    #expect(try await client.text(named) == "api.internal localhost")
    var skipped = request
    skipped.options.tls.insecureSkipVerify = true
    #expect(try await client.send(skipped).status == 200)
    // Nor does a connection that was not verified serve those who verify.
    #expect(try await client.failure(request).isVerify)
  }

  @Test func `an expired certificate is refused`() async throws {
    let ca = try TestCA()
    let nginx = try Nginx(identity: try ca.issue("localhost", expired: true), locations: Self.hello)
    let client = HTTPClient()
    defer { client.shutdown() }
    let error = try await client.failure(.get("\(nginx.tlsURL)/") { $0.options.tls = TLSOptions(caPEM: ca.pem) })
    #expect(error.isVerify && error.description.contains("expired"), "\(error)")
  }

  @Test func `client certificates are shown, and identities are not mixed`() async throws {
    let ca = try TestCA()
    let (alice, bob) = (try ca.issue("alice"), try ca.issue("bob"))
    let nginx = try Nginx(
      identity: try ca.issue("localhost"), locations: "location / { return 200 \"$ssl_client_s_dn $connection\"; }",
      tls: "ssl_client_certificate \(ca.path); ssl_verify_client optional;")
    let client = HTTPClient()
    defer { client.shutdown() }
    func who(_ certificate: [UInt8]?, _ key: [UInt8]?, _ version: HTTPOptions.Version, _ group: String? = nil)
      async throws -> String
    {
      try await client.text(
        .get("\(nginx.tlsURL)/") {
          $0.options.tls = TLSOptions(
            caPEM: ca.pem, useSystemRoots: false, clientCertificatePEM: certificate, clientKeyPEM: key)
          $0.options.httpVersion = version
          $0.options.connectionGroup = group
        })
    }
    for version in [HTTPOptions.Version.http1, .http2] {
      var connections: Set<String> = []
      for (identity, name) in [(alice, "CN=alice"), (bob, "CN=bob")] {
        let first = try await who(identity.certificate, identity.key, version)
        #expect(first.hasPrefix(name))
        #expect(try await who(identity.certificate, identity.key, version) == first)
        connections.insert(first)
      }
      let nobody = try await who(nil, nil, version)
      #expect(nobody.hasPrefix(" "))
      #expect(connections.count == 2)
      // Knowing the certificate without its key gives no access to the connection of who has both.
      let thief = try await client.failure(
        .get("\(nginx.tlsURL)/") {
          $0.options.tls = TLSOptions(
            caPEM: ca.pem, useSystemRoots: false, clientCertificatePEM: alice.certificate, clientKeyPEM: bob.key)
          $0.options.httpVersion = version
        })
      #expect(thief.isTLSCredentials, "\(thief)")
      // Groups have connections of their own.
      let own = try await who(alice.certificate, alice.key, version, "tenant-a")
      let others = try await who(alice.certificate, alice.key, version, "tenant-b")
      #expect(own.hasPrefix("CN=alice") && own != others)
      #expect(try await who(alice.certificate, alice.key, version, "tenant-a") == own)
    }
  }

  @Test func `certificates that cannot be used are said to be so`() async throws {
    let ca = try TestCA()
    let alice = try ca.issue("alice")
    let nginx = try Nginx(identity: try ca.issue("localhost"), locations: Self.hello)
    let client = HTTPClient()
    defer { client.shutdown() }
    for tls in [
      TLSOptions(caPEM: Array("no PEM".utf8)),
      TLSOptions(caPEM: Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)),
      TLSOptions(caPEM: []),
      TLSOptions(caPEM: ca.pem, clientCertificatePEM: alice.certificate),
      TLSOptions(caPEM: ca.pem, clientKeyPEM: alice.key),
      TLSOptions(caPEM: ca.pem, clientCertificatePEM: Array("no PEM".utf8), clientKeyPEM: alice.key),
    ] {
      let error = try await client.failure(.get("\(nginx.tlsURL)/") { $0.options.tls = tls })
      #expect(error.isTLSCredentials, "\(error)")
    }
  }

  @Test func `a port that does not speak TLS is said to be so`() async throws {
    let server = try RawServer { connection in
      connection.write("SSH-2.0-test\r\n")
      connection.awaitClose()
    }
    let client = HTTPClient()
    defer { client.shutdown() }
    let error = try await client.failure(.get("https://127.0.0.1:\(server.port)/"))
    guard case .tlsHandshake = error.kind else {
      Issue.record("\(error)")
      return
    }
  }

  private static let hello = "location / { return 200 hello; }"
}

import HTTP
import Testing

/// Trust, identity and HTTP/2, against nginx.
@Suite struct TLSTests {
  @Test func `twenty streams share one HTTP/2 connection`() async throws {
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
}

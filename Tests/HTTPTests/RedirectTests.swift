import HTTP
import HTTPServer
import Synchronization
import Testing

@Suite struct RedirectTests {
  @Test func `redirects are answers unless asked to be followed`() async throws {
    try await withServer { request in
      request.rawPath == "/end" ? .text("end") : ServerResponse(status: 302, headers: ["Location": "/end"])
    } _: { (server, client) async throws in
      #expect(try await client.send(.get(server.url("/"))).status == 302)
      let answer = try await client.send(.get(server.url("/")) { $0.options.redirects = .follow(max: 1) })
      #expect(answer.status == 200 && answer.url.path == "/end")
    }
  }

  @Test func `a loop ends at the limit`() async throws {
    try await withServer { _ in
      ServerResponse(status: 307, headers: ["Location": "/"])
    } _: { (server, client) async throws in
      let error = try await client.failure(.get(server.url("/")) { $0.options.redirects = .follow(max: 5) })
      #expect(error.isRedirectRefused && !error.isRetryable)
    }
  }

  @Test func `credentials stay on the same origin and are dropped on another`() async throws {
    try await withServer { request in
      .text(
        ["Authorization", "Cookie", "Private-Token", "X-Plain"].map { request.headers[$0] ?? "-" }.joined(
          separator: " "))
    } _: { (other, _) async throws in
      try await withServer { request in
        switch request.rawPath {
        case "/same": ServerResponse(status: 302, headers: ["Location": "/show"])
        case "/other": ServerResponse(status: 302, headers: ["Location": other.url("/show")])
        default: .text(request.headers["Authorization"] ?? "-")
        }
      } _: { (server, client) async throws in
        func follow(_ path: String) async throws -> String {
          try await client.text(
            .get("http://user:pass@127.0.0.1:\(server.port)\(path)") {
              $0.headers["Cookie"] = "c=1"
              $0.headers["Private-Token"] = "t"
              $0.headers["X-Plain"] = "plain"
              $0.options.redirects = .follow(max: 3)
            })
        }
        #expect(try await follow("/same") == "Basic dXNlcjpwYXNz")
        #expect(try await follow("/other") == "- - - plain")
      }
    }
  }

  /// Feeds one redirect to the pure part.
  private func next(_ request: HTTPRequest, _ status: Int, _ location: String) throws -> HTTPRequest {
    var request = request
    request.options.redirects = .follow(max: 10)
    var redirector = Redirector(request)
    let followed = try redirector.follow(
      HTTPResponse(status: status, headers: ["Location": location], url: request.url, body: HTTPBody(bytes: [])))
    #expect(followed)
    return redirector.request
  }

  @Test func `https to http is refused with credentials and allowed without`() throws {
    let plain = HTTPRequest(url: try address("https://a/"))
    #expect(try next(plain, 302, "http://a/x").url.scheme == "http")
    var withToken = plain
    withToken.headers.setBearerAuthorization("t")
    var withCertificate = plain
    withCertificate.options.tls.clientCertificatePEM = [1]
    var withUser = plain
    withUser.url.user = "u"
    for request in [withToken, withCertificate, withUser] {
      let error = #expect(throws: HTTPError.self) { try next(request, 302, "http://a/x") }
      #expect(error?.isRedirectRefused == true)
    }
  }

  @Test func `another port or scheme is another origin`() throws {
    var request = HTTPRequest(url: try address("http://u:p@a:80/"))
    request.options.tls.clientCertificatePEM = [1]
    for location in ["http://a:81/", "https://a/", "http://b/", "//b/"] {
      let next = try next(request, 308, location)
      #expect(!next.url.hasCredentials && next.options.tls.clientCertificatePEM == nil, "\(location)")
    }
    #expect(try next(request, 308, "http://a/y").url.hasCredentials)
  }

  @Test(arguments: [
    (301, HTTPMethod.post, HTTPMethod.get), (302, .post, .get), (303, .put, .get), (301, .put, .put),
    (307, .post, .post),
    (308, .post, .post), (303, .head, .head), (302, .get, .get),
  ])
  func `methods and bodies change as in RFC 9110`(status: Int, before: HTTPMethod, after: HTTPMethod) throws {
    let request = HTTPRequest(method: before, url: try address("https://a/"), body: .bytes([1]))
    let next = try next(request, status, "/b")
    #expect(next.method == after)
    #expect((next.body == .none) == (before != after))
  }

  @Test func `addresses that cannot be followed are refused`() throws {
    let request = HTTPRequest(url: try address("https://a/"))
    for location in ["ftp://a/", "file:///etc/passwd", "https://", "javascript:alert(1)", "/%zz"] {
      let error = #expect(throws: HTTPError.self, "\(location)") { try next(request, 302, location) }
      #expect(error?.isRedirectRefused == true)
    }
  }
}

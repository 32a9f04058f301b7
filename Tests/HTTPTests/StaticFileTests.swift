import Glibc
import HTTP
import HTTPServer
import TestSupport
import Testing

@Suite struct StaticFileTests {
  private let content = Array("0123456789".utf8)

  /// A served folder with an artifact, hidden files, links and a secret beside it.
  private func withFiles(_ body: (RunningServer, HTTPClient) async throws -> Void) async throws {
    let scratch = try Scratch()
    try scratch.directory("root")
    try scratch.directory("root/git")
    try scratch.directory("root/git/a&b")
    try scratch.write("secret", Array("secret".utf8))
    try scratch.write("root/git/app.tar.gz", content)
    try scratch.write("root/git/index.html", Array("<p>".utf8))
    try scratch.write("root/git/half.tmp", content)
    try scratch.write("root/git/.lock", content)
    let root = scratch.file("root")
    #expect(symlink("app.tar.gz", "\(root)/git/latest.tar.gz") == 0)
    #expect(symlink("\(root)/git/app.tar.gz", "\(root)/absolute") == 0)
    #expect(symlink("git/../git", "\(root)/alias") == 0)
    #expect(symlink("../secret", "\(root)/escape") == 0)
    #expect(symlink("\(scratch.path)/secret", "\(root)/escape-absolute") == 0)
    #expect(symlink("git/../../secret", "\(root)/escape-deep") == 0)
    #expect(symlink("loop", "\(root)/loop") == 0)
    let files = StaticFileHandler(root: root)
    try await withServer {
      await files.handle($0)
    } _: {
      try await body($0, $1)
    }
  }

  @Test("S-NET-03 files are served with GET and HEAD, and nothing else")
  func methods() async throws {
    try await withFiles { (server, client) async throws in
      let answer = try await client.send(.get(server.url("/git/app.tar.gz")))
      #expect(answer.status == 200 && answer.headers["Content-Type"] == "application/gzip")
      #expect(try await answer.body.collect(upTo: 100) == content)
      let head = try await client.send(.get(server.url("/git/app.tar.gz")) { $0.method = .head })
      #expect(head.status == 200 && head.contentLength == 10)
      #expect(try await head.body.collect(upTo: 100) == [])
      let post = try await client.send(.get(server.url("/git/app.tar.gz")) { $0.method = .post })
      #expect(post.status == 405 && post.headers["Allow"] == "GET, HEAD")
    }
  }

  @Test(
    "S-NET-03 ranges",
    arguments: [
      ("bytes=2-4", 206, "234", "bytes 2-4/10"), ("bytes=7-", 206, "789", "bytes 7-9/10"),
      ("bytes=-2", 206, "89", "bytes 8-9/10"), ("bytes=0-99", 206, "0123456789", "bytes 0-9/10"),
      ("bytes=10-", 416, "", "bytes */10"), ("bytes=4-2", 200, "0123456789", nil),
      ("bytes=0-1,3-4", 200, "0123456789", nil), ("lines=1-2", 200, "0123456789", nil),
      ("bytes=99999999999999999999-", 416, "", "bytes */10"),
    ])
  func ranges(_ range: String, _ status: Int, _ body: String, _ contentRange: String?) async throws {
    try await withFiles { (server, client) async throws in
      let answer = try await client.send(.get(server.url("/git/app.tar.gz")) { $0.headers["Range"] = range })
      #expect(answer.status == status && answer.headers["Content-Range"] == contentRange)
      #expect(try await answer.body.collect(upTo: 100) == Array(body.utf8))
    }
  }

  @Test("S-NET-03 conditional requests")
  func conditions() async throws {
    try await withFiles { (server, client) async throws in
      let first = try await client.send(.get(server.url("/git/app.tar.gz")))
      _ = try await first.body.collect(upTo: 100)
      let tag = try #require(first.headers["ETag"])
      let modified = try #require(first.headers["Last-Modified"])
      func status(_ headers: HTTPHeaders) async throws -> Int {
        let answer = try await client.send(.get(server.url("/git/app.tar.gz")) { $0.headers = headers })
        _ = try await answer.body.collect(upTo: 100)
        return answer.status
      }
      #expect(try await status(["If-None-Match": tag]) == 304)
      #expect(try await status(["If-None-Match": "\"other\", W/\(tag)"]) == 304)
      #expect(try await status(["If-None-Match": "\"other\""]) == 200)
      #expect(try await status(["If-Modified-Since": modified]) == 304)
      #expect(try await status(["If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"]) == 200)
      #expect(try await status(["If-Modified-Since": "nonsense"]) == 200)
      #expect(try await status(["If-Match": "\"other\""]) == 412)
      #expect(try await status(["Range": "bytes=1-2", "If-Range": tag]) == 206)
      #expect(try await status(["Range": "bytes=1-2", "If-Range": "\"old\""]) == 200)
    }
  }

  @Test("S-NET-03 folders are listed, without hidden and unfinished files")
  func listing() async throws {
    try await withFiles { (server, client) async throws in
      let page = try await client.text(.get(server.url("/git/")))
      #expect(page.contains("<a href=\"./app.tar.gz\">app.tar.gz</a>"))
      #expect(page.contains("a&amp;b/</a>"))
      #expect(page.contains("index.html") && page.contains("latest.tar.gz"))
      #expect(!page.contains(".tmp") && !page.contains(".lock"))
      let redirect = try await client.send(.get(server.url("/git")))
      #expect(redirect.status == 301 && redirect.headers["Location"] == "./git/")
      #expect(try await client.send(.get(server.url("/"))).status == 200)
    }
  }

  @Test("links inside the root are followed", arguments: ["/git/latest.tar.gz", "/absolute", "/alias/app.tar.gz"])
  func links(_ path: String) async throws {
    try await withFiles { (server, client) async throws in
      #expect(try await client.text(.get(server.url(path))) == "0123456789")
    }
  }

  @Test(
    "nothing outside the root is served",
    arguments: [
      "/../secret", "/%2e%2e/secret", "/git/../../secret", "/git/..%2f..%2fsecret", "//../secret", "/escape",
      "/escape-absolute", "/escape-deep", "/loop", "/git/half.tmp", "/git/.lock", "/git/app.tar.gz/",
      "/git/app.tar.gz/x",
      "/%00", "/%zz", "/%ff", "/missing",
    ])
  func escapes(_ path: String) async throws {
    try await withFiles { server, _ in
      let answer = try await server.raw("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 404 "), "\(path)")
      #expect(!answer.contains("secret"))
    }
  }

  @Test func `a large file arrives whole`() async throws {
    let scratch = try Scratch()
    let content = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
    try scratch.write("big", content)
    let files = StaticFileHandler(root: scratch.path)
    try await withServer {
      await files.handle($0)
    } _: { (server, client) async throws in
      #expect(try await client.send(.get(server.url("/big"))).body.collect(upTo: 5_000_000) == content)
    }
  }
}

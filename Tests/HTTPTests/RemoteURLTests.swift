import HTTP
import Testing

@Suite struct RemoteURLTests {
  @Test(
    arguments: [
      ("https://example.com", "https", "example.com", nil, "", nil),
      ("HTTPS://Example.COM:443/A%2fb/?x=1&y", "https", "example.com", 443, "/A%2fb/", "x=1&y"),
      ("http://[::1]:8080/x#frag", "http", "::1", 8080, "/x", nil),
      ("http://[FE80::1]/", "http", "fe80::1", nil, "/", nil),
      ("ssh://git@host.xz/~user/repo.git", "ssh", "host.xz", nil, "/~user/repo.git", nil),
      ("oci://ghcr.io/org/app", "oci", "ghcr.io", nil, "/org/app", nil),
      ("git://host:9418/r", "git", "host", 9418, "/r", nil),
      ("http://host?", "http", "host", nil, "", ""),
      ("http://host?a=b/c", "http", "host", nil, "", "a=b/c"),
      ("http://host:/x", "http", "host", nil, "/x", nil),
      ("http://a_b.svc/x y\"<>", "http", "a_b.svc", nil, "/x%20y%22%3C%3E", nil),
      ("http://host/ü?ö", "http", "host", nil, "/%C3%BC", "%C3%B6"),
      ("http://host//a//b", "http", "host", nil, "//a//b", nil),
      ("http://host/a/../b", "http", "host", nil, "/a/../b", nil),
    ] as [(String, String, String, UInt16?, String, String?)])
  func `parts`(text: String, scheme: String, host: String, port: UInt16?, path: String, query: String?) throws {
    let url = try address(text)
    #expect(url.scheme == scheme && url.host == host && url.port == port && url.path == path && url.query == query)
  }

  @Test(arguments: [
    "", "http", "http:", "http:/", "http://", "http:///x", "//host/x", "/x", "host/x", "1http://x", "http://:80/",
    "http://user@/", "http://ho st/", "http://host:0/", "http://host:65536/", "http://host:-1/", "http://host:8a/",
    "http://host:80:80/", "http://[::1", "http://[::1]x/", "http://[:::1]/", "http://[zz]/", "http://[]/",
    "http://::1/",
    "http://host/%", "http://host/%2", "http://host/%zz", "http://host/?%g0", "http://%zz@host/", "http://%ff@host/",
    "http://host/\n", "http://ho\u{0}st/", "http://host/\u{7f}", "http://ho%41st/", "http://ho<st/", "http://a\\b/",
    "git@github.com:org/repo.git", "http://[::1%25eth0]/", "file:///etc/passwd",
  ])
  func `what is refused`(text: String) {
    #expect(RemoteURL(text) == nil)
  }

  @Test func `a very long address is refused`() {
    #expect(RemoteURL("http://host/" + String(repeating: "a", count: 40_000)) == nil)
  }

  @Test func `credentials are decoded, kept out of every description, and written on demand`() throws {
    let url = try address("https://us%40er:p%3A%2Fss@host/x")
    #expect(url.user == "us@er" && url.password == "p:/ss")
    #expect(url.string(includingCredentials: true) == "https://us%40er:p%3A%2Fss@host/x")
    #expect(url.string(includingCredentials: false) == "https://host/x")
    var dumped = ""
    dump(url, to: &dumped)
    let error = HTTPError(.cancelled, url: url)
    for text in [
      "\(url)", url.redacted, String(reflecting: url), String(describing: [url]), dumped, "\(error)",
      String(reflecting: error),
    ] {
      #expect(!text.contains("ss") || text.hasPrefix("HTTP"), "\(text)")
      #expect(
        !text.contains("us@er") && !text.contains("us%40er") && !text.contains("p:/ss") && !text.contains("p%3A"),
        "\(text)")
    }
    #expect(url.description == "https://***@host/x")
    #expect(try address("https://a@b@host/").user == "a@b")
    #expect(try address("https://token@host/").description == "https://***@host/")
    #expect(try address("https://:p@host/").password == "p")
    #expect(!(try address("https://@host/").hasCredentials))
  }

  @Test(arguments: [
    ("https://h/p?token=abc", "https://h/p?token=***"),
    ("https://h/p?a=1&sig=x%2Fy&b=2", "https://h/p?a=1&sig=***&b=2"),
    ("https://h/?X-Amz-Credential=k&X-Amz-Date=d", "https://h/?X-Amz-Credential=***&X-Amz-Date=***"),
    ("https://h/?access_token=a&Signature=b&PASSWORD=c", "https://h/?access_token=***&Signature=***&PASSWORD=***"),
    ("https://h/?tok%65n=abc", "https://h/?tok%65n=***"), ("https://h/?token=", "https://h/?token="),
    ("https://h/?token", "https://h/?token"), ("https://h/?watch=true&limit=500", "https://h/?watch=true&limit=500"),
    ("https://h/?a=b=c&key=x=y", "https://h/?a=b=c&key=***"),
    ("https://h/?client_secret=q", "https://h/?client_secret=***"),
  ])
  func `secrets in queries are masked`(text: String, redacted: String) throws {
    #expect(try address(text).description == redacted)
  }

  @Test func `a secret path is left out`() throws {
    var url = try address("https://hooks.example/services/T0/B0/x?y=1")
    url.pathIsSecret = true
    #expect(url.description == "https://hooks.example/***")
  }

  @Test func `appending paths and parameters`() throws {
    let base = try address("https://h/a?x=1")
    #expect(base.appending(path: "b/c d").string(includingCredentials: false) == "https://h/a/b/c%20d?x=1")
    #expect(try address("https://h").appending(path: "/b").path == "/b")
    #expect(try address("https://h/a/").appending(path: "/b%2F?#").path == "/a/b%252F%3F%23")
    #expect(base.replacing(path: "z").path == "/z")
    #expect(base.appending(query: [("l", "a=b,c"), ("watch", "true")]).query == "x=1&l=a%3Db%2Cc&watch=true")
    #expect(base.withoutQuery.query == nil)
  }

  @Test(arguments: [
    ("/x", "http://h:1/x"), ("x", "http://h:1/a/b/x"), ("./x", "http://h:1/a/b/x"), ("../x", "http://h:1/a/x"),
    ("../../../x", "http://h:1/x"), ("..", "http://h:1/a/"), (".", "http://h:1/a/b/"), ("?z", "http://h:1/a/b/c?z"),
    ("", "http://h:1/a/b/c?q"), ("//o/p", "http://o/p"), ("https://o/p?q#f", "https://o/p?q"),
    ("x/./y/../z", "http://h:1/a/b/x/z"),
    ("/a:b", "http://h:1/a:b"),
  ])
  func `references are resolved as in RFC 3986`(reference: String, expected: String) throws {
    let base = try address("http://u:p@h:1/a/b/c?q")
    #expect(base.resolving(reference: reference)?.string(includingCredentials: true) == expected)
  }
}

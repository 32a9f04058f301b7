import Glibc
import OperatorKitTesting
import Testing

@testable import SourceController

@Suite("Indexes of Helm repositories, read as a stream")
struct HelmIndexTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory(prefix: "index") }

  private func index(_ text: String) throws -> String { try directory.write(text, to: "index.yaml") }

  private static let small = """
    apiVersion: v1
    entries:
      podinfo:
      - apiVersion: v2
        created: "2024-01-02T10:00:00Z"
        digest: aa
        name: podinfo
        annotations: {nested: {deep: [1, 2, {x: y}]}}
        urls:
        - https://example.com/podinfo-6.0.0.tgz
        version: 6.0.0
      - created: "2024-02-02T10:00:00Z"
        name: podinfo
        urls: [podinfo-6.1.0-rc.1.tgz]
        version: 6.1.0-rc.1
      - name: podinfo
        urls: [old.tgz]
        version: 5.2.1
      - name: podinfo
        urls: [broken.tgz]
        version: not-a-version
      - null
      - {name: podinfo, version: 6.0.0+b, urls: [b.tgz], created: "2024-03-01T00:00:00Z"}
      empty: []
      nothing:
    generated: "2024-03-03T10:00:00Z"
    serverInfo: {}

    """

  @Test("S-HC-17 the exact version first, then the highest of a range, and of equal ones the youngest")
  func choice() throws {
    let path = try index(Self.small)
    func url(_ version: String) throws -> String? {
      try VersionChoice.look(for: "podinfo", version: version, in: path).urls.first
    }
    #expect(try url("6.0.0") == "https://example.com/podinfo-6.0.0.tgz")
    #expect(try url("*") == "b.tgz")
    #expect(try url("") == "b.tgz")
    #expect(try url(">=6.0.0-0") == "podinfo-6.1.0-rc.1.tgz")
    #expect(try url("6.1.0-rc.1") == "podinfo-6.1.0-rc.1.tgz")
    #expect(try url("5.x") == "old.tgz")
    #expect(throws: IndexError.noMatch(chart: "podinfo", version: "7.x")) { try url("7.x") }
    #expect(throws: IndexError.noChart("absent")) { try VersionChoice.look(for: "absent", version: "*", in: path) }
    #expect(throws: IndexError.noVersions("empty")) { try VersionChoice.look(for: "empty", version: "*", in: path) }
    #expect(throws: IndexError.noVersions("nothing")) { try VersionChoice.look(for: "nothing", version: "*", in: path) }
    let error = #expect(throws: IndexError.self) { try url("nonsense range") }
    #expect(error?.isReference == true)
  }

  @Test("charts and versions are counted, and JSON is read like YAML")
  func formats() throws {
    #expect(try IndexReader.read(index(Self.small)).charts == 3)
    let json = #"{"apiVersion":"v1","entries":{"a":[{"name":"a","version":"1.0.0","urls":["http://x/a\u003cb.tgz"]}]}}"#
    let path = try index(json)
    #expect(try IndexReader.read(path).versions == 1)
    #expect(try VersionChoice.look(for: "a", version: "*", in: path).urls == ["http://x/a<b.tgz"])
  }

  @Test(
    "what is no index is refused, with the line",
    arguments: [
      ("", "empty"), ("entries: {}\n", "API version"), ("- a\n", "mapping"),
      ("apiVersion: v1\nentries: []\n", "mapping"),
      ("apiVersion: v1\nentries:\n  a: {}\n", "list"), ("apiVersion: v1\nentries:\n  a:\n  - 7\n", "mapping"),
      ("apiVersion: v1\nentries:\n  a:\n  - name: a\n   version: 1\n", "line 5"), ("\u{1}", "line 1"),
      ("apiVersion: v1\nentries:\n  a:\n  - {name: a", "line"), ("a: \"\\x\"\n", "line 1"),
    ])
  func refused(_ text: String, _ hint: String) throws {
    let path = try index(text)
    let error = #expect(throws: IndexError.self) { try IndexReader.read(path) }
    #expect(error?.description.contains(hint) == true, "\(String(describing: error))")
    #expect(error?.isReference == false)
  }

  @Test("an index that is broken in the middle is refused at the line where it breaks")
  func brokenInTheMiddle() throws {
    var text = "apiVersion: v1\nentries:\n"
    for number in 0..<2000 { text += "  chart\(number):\n  - name: chart\(number)\n    version: 1.0.0\n" }
    text += "  broken:\n  - name: [\n"
    for number in 0..<2000 { text += "  after\(number):\n  - name: x\n    version: 1.0.0\n" }
    let path = try index(text)
    let error = #expect(throws: IndexError.self) { try IndexReader.read(path) }
    guard case .malformed(_, let line) = error else {
      Issue.record("not \(String(describing: error))")
      return
    }
    #expect((6003...6006).contains(line))
    #expect(throws: IndexError.self) { try VersionChoice.look(for: "chart1", version: "*", in: path) }
  }

  @Test("depth, values without end and a million entries cost no memory", arguments: [0, 1, 2])
  func hostile(_ kind: Int) throws {
    let path = "\(directory.path)/hostile.yaml"
    let file = try #require(fopen(path, "w"))
    func put(_ text: String) { fputs(text, file) }
    switch kind {
    case 0:
      put("apiVersion: v1\nx: ")
      for _ in 0..<200_000 { put("[") }
    case 1:
      put("apiVersion: v1\nx: \"")
      for _ in 0..<400_000 { put("0123456789") }
    default:
      put("apiVersion: v1\nentries:\n")
      for number in 0..<1_000_000 { put(" c\(number):\n - {name: c, version: 1.0.0}\n") }
    }
    fclose(file)
    let before = peak()
    if kind == 2 {
      #expect(try IndexReader.read(path).versions == 1_000_000)
    } else {
      #expect(throws: IndexError.self) { try IndexReader.read(path) }
    }
    #expect(peak() - before < 16 << 20)
  }

  /// The most memory that this process has had so far, in bytes.
  private func peak() -> Int {
    var usage = rusage()
    getrusage(0, &usage)  // RUSAGE_SELF
    return Int(usage.ru_maxrss) << 10
  }

  @Test("S-EV-12 sizes are written with four digits")
  func sizes() {
    #expect(
      [0, 999, 1000, 1234, 12_346, 52_428_800, 123_456_789].map(HumanSize.text) == [
        "0B", "999B", "1kB", "1.234kB", "12.35kB", "52.43MB", "123.5MB",
      ])
  }

  @Test("S-HR-19 addresses are compared with a trailing slash for HTTP and without one for registries")
  func addresses() {
    #expect(RepositoryURL.key("https://Example.com/charts") == "https://example.com/charts/")
    #expect(RepositoryURL.key("https://example.com/charts//") == "https://example.com/charts/")
    #expect(RepositoryURL.key("https://example.com?token=x") == "https://example.com/?token=x")
    #expect(RepositoryURL.key("oci://r.example.com/charts/") == "oci://r.example.com/charts")
    #expect(RepositoryURL.key("ftp://example.com") == nil)
    #expect(RepositoryURL.key("nonsense") == nil)
  }
}

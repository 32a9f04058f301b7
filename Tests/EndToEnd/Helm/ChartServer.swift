import Digests
import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import OperatorKit
import OperatorKitTesting
import Synchronization

/// Stands in for the source-controller: offers charts as artifacts.
final class ChartServer: Sendable {
  private final class Shelf: Sendable {
    let archives = Mutex<[String: [UInt8]]>([:])
  }

  private let shelf: Shelf
  private let server: RunningServer

  static func start() async throws -> ChartServer {
    let shelf = Shelf()
    let server = HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { request in
      let path = request.path ?? ""
      guard let bytes = shelf.archives.withLock({ $0[path] }) else { return .text("not found", status: 404) }
      return ServerResponse(body: .bytes(bytes))
    }
    return ChartServer(shelf, try await server.start())
  }

  private init(_ shelf: Shelf, _ server: RunningServer) {
    self.shelf = shelf
    self.server = server
  }

  /// Packs a chart and returns the artifact that offers it.
  func artifact(_ chart: TestChart, revision: String? = nil) async throws -> JSONValue {
    artifact(try await chart.archive(), name: chart.name, revision: revision ?? chart.version)
  }

  /// The artifact that offers an archive.
  func artifact(_ bytes: [UInt8], name: String, revision: String) -> JSONValue {
    let digest = DigestAlgorithm.sha256.hexDigest(of: bytes)
    let path = "/charts/\(name)-\(digest).tgz"
    shelf.archives.withLock { $0[path] = bytes }
    return [
      "digest": .string("sha256:\(digest)"), "lastUpdateTime": .string("\(Timestamp.now())"), "path": .string(path),
      "revision": .string(revision), "url": .string("http://127.0.0.1:\(server.port)\(path)"),
      "size": JSONValue(bytes.count),
    ]
  }
}

/// A chart of a test.
struct TestChart: Sendable {
  var name = "shop"
  var version = "1.0.0"
  /// By path in the chart.
  var files: [String: String] = [:]
  var values = ""
  /// What follows in `Chart.yaml`.
  var metadata = ""

  /// A chart with these templates.
  init(_ templates: [String: String], name: String = "shop", version: String = "1.0.0", values: String = "") {
    self.name = name
    self.version = version
    self.values = values
    for (file, text) in templates { files["templates/\(file)"] = text }
  }

  func with(version: String, _ templates: [String: String] = [:], without removed: [String] = []) -> TestChart {
    var chart = self
    chart.version = version
    for (file, text) in templates { chart.files["templates/\(file)"] = text }
    for file in removed { chart.files["templates/\(file)"] = nil }
    return chart
  }

  /// Writes the chart as a folder.
  func write(to directory: TemporaryDirectory) async throws -> String {
    let root = "\(directory.path)/\(name)"
    var all = files
    all["Chart.yaml"] = "apiVersion: v2\nname: \(name)\nversion: \(version)\nappVersion: \"7\"\n" + metadata
    all["values.yaml"] = values
    for path in all.keys.sorted() {
      let folder = path.split(separator: "/").dropLast().joined(separator: "/")
      try await ChildProcess.run("mkdir", "-p", "\(root)/\(folder)")
      Files.write("\(root)/\(path)", all[path] ?? "")
    }
    return root
  }

  func archive() async throws -> [UInt8] {
    let directory = try TemporaryDirectory(prefix: "chart")
    _ = try await write(to: directory)
    let path = "\(directory.path)/chart.tgz"
    try await ChildProcess.run("tar", "-czf", path, "-C", directory.path, name)
    return Files.read(path) ?? []
  }
}

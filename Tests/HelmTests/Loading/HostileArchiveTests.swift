import Archive
import Glibc
import Helm
import OperatorKitTesting
import TestSupport
import Testing

@Suite("Archives of strangers")
struct HostileArchiveTests {
  private static let head = "apiVersion: v2\nname: demo\nversion: 1.2.3\n"

  private static func load(_ build: (inout RawTar) -> Void) throws -> (HelmError?, path: ChartFiles) {
    let files = try ChartFiles()
    var archive = RawTar()
    archive.file("demo/Chart.yaml", head)
    build(&archive)
    try archive.write(to: "\(files.path)/demo.tgz")
    do throws(HelmError) {
      _ = try ChartLoader().load("\(files.path)/demo.tgz")
      return (nil, files)
    } catch {
      return (error, files)
    }
  }

  @Test(
    "paths that leave the chart are refused with the reason, where the real helm only refuses",
    arguments: [
      ("demo/../../etc/passwd", "chart illegally references parent directory"),
      ("demo/templates/../../../x", "chart illegally references parent directory"),
      ("demo//etc/passwd", "chart illegally contains absolute paths"),
      ("Chart.yaml", "chart yaml not in base directory"), ("demo/..", "chart illegally references parent directory"),
    ])
  func escapes(_ path: String, _ reason: String) async throws {
    let (error, files) = try Self.load { $0.file(path, "x") }
    #expect(error?.message == reason)
    let helm = ProcessConfiguration(try await Oracles.shared().helm, ["template", "x", "\(files.path)/demo.tgz"])
    let theirs = try await ChildProcess.run(helm, allowFailure: true)
    #expect(String(decoding: theirs.errorOutput, as: UTF8.self) == "Error: unable to load chart archive\n")
  }

  @Test("links and devices are refused by name")
  func links() throws {
    #expect(
      try Self.load { $0.link("demo/values.yaml", to: "/etc/passwd") }.0?.message.contains("demo/values.yaml")
        == true)
    #expect(try Self.load { $0.link("demo/a", to: "demo/b", isHard: true) }.0?.message.contains("not allowed") == true)
    #expect(try Self.load { $0.device("demo/templates/zero") }.0?.message.contains("not allowed") == true)
  }

  @Test("an archive that grows to more than eight hundred times its size is refused before it is unpacked")
  func bomb() throws {
    let files = try ChartFiles()
    let zeros = [UInt8](repeating: 0, count: 4 << 20)
    let path = "\(files.path)/demo.tgz"
    try writeArchive(
      [("demo/Chart.yaml", Array(Self.head.utf8))] + (0..<20).map { ("demo/big\($0)", zeros) }, at: path)
    let size = try readAll(path).count
    #expect(20 * zeros.count > 800 * size)
    let error = #expect(throws: HelmError.self) { try ChartLoader().load(path) }
    #expect(error?.message.contains("unable to load chart archive") == true)
  }

  @Test("files and archives beyond Helm's limits are refused, and so is what is no archive")
  func sizes() throws {
    var limits = ChartLimits()
    limits.maxFileBytes = 1_000
    let files = try ChartFiles()
    let path = "\(files.path)/demo.tgz"
    var archive = RawTar()
    archive.file("demo/Chart.yaml", Self.head)
    archive.file("demo/templates/a.yaml", String(repeating: "x", count: 1_001))
    try archive.write(to: path)
    let large = #expect(throws: HelmError.self) { try ChartLoader(limits: limits).load(path) }
    #expect(large?.message.contains("larger than the maximum file size") == true)
    limits.maxFiles = 1
    let many = #expect(throws: HelmError.self) { try ChartLoader(limits: limits).load(path) }
    #expect(many?.message == "chart has more than 1 files")
    try files.write("demo.tgz", "hello")
    let text = #expect(throws: HelmError.self) { try ChartLoader().load(path) }
    #expect(text?.message.contains("does not appear to be a gzipped archive") == true)
  }
}

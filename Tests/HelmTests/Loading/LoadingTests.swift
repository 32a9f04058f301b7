import Glibc
import Helm
import Testing

@Suite("Loading charts")
struct LoadingTests {
  static let head = "apiVersion: v2\nname: demo\nversion: 1.2.3\n"

  @Test("a folder gives metadata, values, templates, files and subcharts in order")
  func folder() throws {
    let files = try ChartFiles([
      "Chart.yaml": Self.head + "appVersion: 1.10\n", "values.yaml": "a: 1\n", "templates/b.yaml": "b",
      "templates/a.yaml": "a",
      "crds/x.yaml": "crd", "README.md": "text", "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
      "charts/sub/templates/s.yaml": "s",
    ])
    let chart = try ChartLoader().load(files.path)
    #expect(chart.name == "demo")
    #expect(chart.metadata.appVersion == "1.1")
    #expect(chart.templates.map(\.name) == ["templates/a.yaml", "templates/b.yaml"])
    #expect(chart.files.map(\.name) == ["README.md", "crds/x.yaml"])
    #expect(chart.dependencies.map(\.name) == ["sub"])
    #expect(try chart.files.map { String(decoding: try $0.bytes(), as: UTF8.self) } == ["text", "crd"])
  }

  @Test("an archive gives the same, with a chart in an archive inside of it")
  func archives() throws {
    let files = try ChartFiles()
    try archive(
      [("sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 0.1.0\n"), ("sub/crds/a.yaml", "inner")],
      at: "\(files.path)/sub.tgz")
    let outer = try ChartFiles(["demo/Chart.yaml": Self.head, "demo/crds/b.yaml": "b", "demo/LICENSE": "free"])
    let inner = try readAll("\(files.path)/sub.tgz")
    try writeArchive(
      [
        ("demo/Chart.yaml", Array(Self.head.utf8)), ("demo/crds/b.yaml", Array("b".utf8)),
        ("demo/charts/sub-0.1.0.tgz", inner),
        ("demo/LICENSE", Array("free".utf8)),
      ], at: "\(outer.path)/demo.tgz")
    let chart = try ChartLoader().load("\(outer.path)/demo.tgz")
    #expect(chart.files.map(\.name) == ["crds/b.yaml", "LICENSE"])
    #expect(try chart.files.map { String(decoding: try $0.bytes(), as: UTF8.self) } == ["b", "free"])
    let sub = try #require(chart.dependencies.first)
    #expect(try sub.files.map { String(decoding: try $0.bytes(), as: UTF8.self) } == ["inner"])
  }

  @Test("a link that leads nowhere is named with its target, one that leads out is refused where nobody asked for it")
  func links() throws {
    let files = try ChartFiles(["demo/Chart.yaml": Self.head, "outside.txt": "secret"])
    symlink("../nothing", "\(files.path)/demo/lost")
    let lost = #expect(throws: HelmError.self) { try ChartLoader().load("\(files.path)/demo") }
    let target = "\(try realPath(files.path))/nothing"
    #expect(lost?.message.hasSuffix("/demo/lost: lstat \(target): no such file or directory") == true)
    unlink("\(files.path)/demo/lost")
    symlink("../outside.txt", "\(files.path)/demo/values.yaml")
    let out = #expect(throws: HelmError.self) { try ChartLoader().load("\(files.path)/demo") }
    #expect(out?.message == "symbolic link values.yaml leads out of the chart")
  }

  private func realPath(_ path: String) throws -> String {
    let resolved = try #require(realpath(path, nil))
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

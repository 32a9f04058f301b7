import Archive
import Digests
import Glibc
import Helm
import OperatorKitTesting
import Testing

@Suite("Packaging charts")
struct PackagingTests {
  @Test("a packaged chart is what it was, for us and for the real helm")
  func roundTrip() async throws {
    let files = try ChartFiles([
      "Chart.yaml": LoadingTests.head + "description: a demo\nannotations: {b: two, a: one}\n",
      "values.yaml": "# kept\na: 1\n", "templates/a.yaml": "a: {{ .Values.a }}\n", "README.md": "text",
      "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n", "charts/sub/values.yaml": "x: y\n",
    ])
    let chart = try ChartLoader().load(files.path)
    let path = "\(files.path)/demo-1.2.3.tgz"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(file) }
    _ = try ChartPackager().write(chart, to: try ArtifactWriter(fileDescriptor: file))
    let again = try ChartLoader().load(path)
    #expect(again.metadata == chart.metadata)
    #expect(again.valuesFile == chart.valuesFile)
    #expect(again.dependencies.map(\.name) == ["sub"])
    let helm = try await Oracles.shared().helm
    let shown = try await ChildProcess.run(ProcessConfiguration(helm, ["show", "values", path]))
    #expect(shown.text == "# kept\na: 1")
    let rendered = try await ChildProcess.run(ProcessConfiguration(helm, ["template", "x", path]))
    #expect(rendered.text.contains("a: 1"))
  }
}

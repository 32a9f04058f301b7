import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Charts that are broken, by accident or on purpose.
@Suite struct HelmBadChartTests {
  struct BadChart: Sendable, CustomTestStringConvertible {
    let name: String
    let template: String
    /// What the condition must say.
    let told: [String]
    var schema: String?

    var testDescription: String { name }

    static let all = [
      BadChart(
        name: "recursion", template: "{{ define \"x\" }}{{ include \"x\" . }}{{ end }}{{ include \"x\" . }}",
        told: ["templates/x.yaml", "include"]),
      BadChart(
        name: "endless", template: "{{ range until 20000000 }}more and more and more{{ end }}",
        told: ["templates/x.yaml"]),
      BadChart(name: "type", template: "{{ .Values.text.key.deeper }}", told: ["templates/x.yaml:1", "deeper"]),
      BadChart(name: "required", template: "{{ required \"name is needed\" .Values.name }}", told: ["name is needed"]),
      BadChart(name: "nil", template: "{{ .Values.none.key }}", told: ["templates/x.yaml:1", "nil pointer", "key"]),
      BadChart(
        name: "yaml", template: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a\n",
        told: ["templates/x.yaml", "YAML", "line "]),
      BadChart(
        name: "schema", template: Template.configMap("a"), told: ["- at '/text': got string, want integer"],
        schema: #"{"properties": {"text": {"type": "integer"}}}"#),
      BadChart(name: "function", template: "{{ nonsense 1 }}", told: ["templates/x.yaml:1", "nonsense"]),
      BadChart(
        name: "kind", template: "apiVersion: no.example/v1\nkind: No\nmetadata: {name: a}\n", told: ["kind \"No\""]),
    ]
  }

  @Test("a chart that cannot be rendered or applied is told with template and line, and nothing is written")
  func broken() async throws {
    let project = try await HelmWorld.shared().project("bad", TestChart(["a.yaml": Template.configMap("fine")]))
    for bad in BadChart.all {
      var chart = TestChart(["x.yaml": bad.template], name: "bad-\(bad.name)", values: "text: t\n")
      chart.files["values.schema.json"] = bad.schema
      try await project.offer(chart)
      try await project.release(bad.name, chart: "bad-\(bad.name)", [:])
    }
    for bad in BadChart.all {
      let object = try await project.object(bad.name).waitUntilFailed("InstallFailed")
      let message = object.condition("Ready")?.message ?? ""
      for text in bad.told { #expect(message.contains(text), "\(bad.name): \(message)") }
      #expect(try await project.records(bad.name) == [])
    }
    // Whoever is fine is served.
    try await project.release().waitUntilReady()
  }

  @Test("an artifact that is no chart, or reaches out of its folder, is told")
  func archives() async throws {
    let world = try await HelmWorld.shared()
    let project = try await world.project("archives", TestChart([:]))
    let directory = try TemporaryDirectory(prefix: "archives")
    let names = ["outside", "link", "empty", "bomb"]
    try await ChildProcess.run("mkdir", "-p", "\(directory.path)/outside", "\(directory.path)/link")
    try await ChildProcess.run("mkdir", "-p", "\(directory.path)/bomb/templates")
    Files.write("\(directory.path)/bomb/Chart.yaml", "apiVersion: v2\nname: bomb\nversion: 1.0.0\n")
    // Each file is small enough; all of them are a hundred kilobytes that unpack a thousand times.
    for number in 0..<30 {
      try await ChildProcess.run("truncate", "-s", "4M", "\(directory.path)/bomb/templates/\(number).txt")
    }
    try await ChildProcess.run("tar", "-czf", "\(directory.path)/bomb.tgz", "-C", directory.path, "bomb")
    Files.write("\(directory.path)/outside/Chart.yaml", "apiVersion: v2\nname: outside\nversion: 1.0.0\n")
    Files.write("\(directory.path)/link/Chart.yaml", "apiVersion: v2\nname: link\nversion: 1.0.0\n")
    try await ChildProcess.run("ln", "-s", "/etc/passwd", "\(directory.path)/link/values.yaml")
    try await ChildProcess.run(
      "tar", "-czf", "\(directory.path)/outside.tgz", "-C", directory.path, "--transform=s,outside/,../../outside/,",
      "outside")
    try await ChildProcess.run("tar", "-czf", "\(directory.path)/link.tgz", "-C", directory.path, "link")
    try await ChildProcess.run("tar", "-czf", "\(directory.path)/empty.tgz", "--files-from=/dev/null")
    for name in names {
      try await project.offer(TestChart([:], name: name))
      let bytes = try #require(Files.read("\(directory.path)/\(name).tgz"))
      try await project.publish(world.charts.artifact(bytes, name: name, revision: "1.0.0"), as: name)
      let object = try await project.release(name, chart: name, [:]).waitUntilFailed("ArtifactFailed")
      #expect(object.condition("Ready")?.message.hasPrefix("Could not load chart: ") == true)
    }
    #expect(world.controller.process.isRunning)
  }
}

import Helm
import OperatorKitTesting
import Testing

/// A chart around one behaviour, and how it is rendered.
struct RenderCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let files: [String: String]
  var arguments: [String] = []

  init(_ name: String, _ files: [String: String], set: [String] = []) {
    testDescription = name
    var all = ["Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n"]
    all.merge(files) { $1 }
    self.files = all
    arguments = set
  }
}

@Suite("Rendering, compared with the real helm")
struct OracleTests {
  @Test("H-28-01 H-27-07 a chart renders to what helm template prints, or fails with its words", arguments: RenderCase.all)
  func same(_ sample: RenderCase) async throws {
    let files = try ChartFiles(sample.files)
    let flags = sample.arguments.flatMap { ["--set", $0] }
    let helm = ProcessConfiguration(try await Oracles.shared().helm, ["template", "x", files.path] + flags)
    let theirs = try await ChildProcess.run(helm, allowFailure: true)
    let ours = Self.render(files.path, sample.arguments)
    let errors = String(decoding: theirs.errorOutput, as: UTF8.self)
    let message = errors.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("level=") }
      .joined(separator: "\n").replacing("\n\nUse --debug flag to render out invalid YAML", with: "")
    switch ours {
    case .success(let text): #expect(text == String(decoding: theirs.output, as: UTF8.self) && message.isEmpty)
    case .failure(let error): #expect("Error: \(error.message)\n" == message)
    }
  }

  static func render(_ path: String, _ assignments: [String]) -> Result<String, HelmError> {
    do throws(HelmError) {
      var values = Values()
      for text in assignments { try values.set(text, as: .typed) }
      let chart = try ChartLoader().load(path)
      try chart.checkInstallable()
      let rendered = try ChartRenderer().render(chart, values: values, release: ReleaseOptions(name: "x"))
      var text = rendered.manifest
      while let last = text.last, last.isWhitespace { text.removeLast() }
      text += "\n"
      for hook in rendered.hooks { text += "---\n# Source: \(hook.path)\n\(hook.manifest)\n" }
      return .success(text)
    } catch {
      return .failure(error)
    }
  }

  @Test("a template that includes itself for ever ends in an error, not in the end of the process")
  func recursion() throws {
    let files = try ChartFiles([
      "Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n",
      "templates/a.yaml": "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}",
    ])
    let chart = try ChartLoader().load(files.path)
    #expect(throws: HelmError.self) {
      try ChartRenderer().render(chart, values: Values(), release: ReleaseOptions(name: "x"))
    }
  }

  @Test("a chart with a schema is refused by name, unless the check is switched off")
  func schema() throws {
    let files = try ChartFiles([
      "Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n", "values.schema.json": "{}", "templates/a.yaml": "a: 1",
    ])
    let chart = try ChartLoader().load(files.path)
    let release = ReleaseOptions(name: "x")
    let error = #expect(throws: HelmError.self) { try ChartRenderer().render(chart, values: Values(), release: release) }
    #expect(error?.kind == .schema)
    var options = RenderOptions()
    options.skipsSchemaValidation = true
    let rendered = try ChartRenderer(options: options).render(chart, values: Values(), release: release)
    #expect(rendered.manifests.count == 1)
  }
}

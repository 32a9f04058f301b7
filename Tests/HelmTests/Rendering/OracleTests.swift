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
  @Test(
    "H-28-01 H-27-07 a chart renders to what helm template prints, or fails with its words",
    arguments: RenderCase.all)
  func same(_ sample: RenderCase) async throws { try await Self.compare(sample) }

  static func compare(_ sample: RenderCase) async throws {
    let files = try ChartFiles(sample.files)
    let flags = sample.arguments.flatMap { ["--set", $0] }
    let helm = ProcessConfiguration(try await Oracles.shared().helm, ["template", "x", files.path] + flags)
    let theirs = try await ChildProcess.run(helm, allowFailure: true)
    let ours = await Self.render(files.path, sample.arguments)
    let errors = String(decoding: theirs.errorOutput, as: UTF8.self)
    let message = errors.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("level=") }
      .joined(separator: "\n").replacing("\n\nUse --debug flag to render out invalid YAML", with: "")
    switch ours {
    case .success(let text): #expect(text == String(decoding: theirs.output, as: UTF8.self) && message.isEmpty)
    case .failure(let error): #expect("Error: \(error.message)\n" == message)
    }
  }

  static func render(_ path: String, _ assignments: [String]) async -> Result<String, HelmError> {
    do {
      return try await RenderThread.run { renderNow(path, assignments) }
    } catch {
      return .failure(HelmError(.limit, "\(error)"))
    }
  }

  private static func renderNow(_ path: String, _ assignments: [String]) -> Result<String, HelmError> {
    do throws(HelmError) {
      var values = Values()
      for text in assignments {
        do throws(HelmError) { try values.set(text, as: .typed) } catch {
          throw HelmError(.values, "failed parsing --set data: \(error.message)")
        }
      }
      let chart = try ChartLoader().load(path)
      try chart.checkInstallable()
      let rendered = try ChartRenderer().render(chart, values: values, release: ReleaseOptions(name: "x"))
      let manifest = Array(rendered.manifest.utf8)
      var text = String(decoding: manifest[ManifestText.content(of: manifest)], as: UTF8.self) + "\n"
      for hook in rendered.hooks { text += "---\n# Source: \(hook.path)\n\(hook.manifest)\n" }
      return .success(text)
    } catch {
      return .failure(error)
    }
  }
}

import ControllerSupport
import Helm

/// Prints a rendering as `helm template` does.
struct TemplateOutput {
  private let flags: TemplateFlags
  private let releaseName: String

  init(_ flags: TemplateFlags, releaseName: String) {
    self.flags = flags
    self.releaseName = releaseName
  }

  func write(_ rendered: RenderedChart) throws {
    if let folder = flags.last("output-dir"), !folder.isEmpty {
      return try write(rendered, below: flags.isOn("release-name") ? "\(folder)/\(releaseName)" : folder)
    }
    let shown = flags.all("show-only")
    guard shown.isEmpty else { return try ShowOnly(shown).write(try text(rendered)) }
    var writer = TrimmingWriter { StandardStream.output.write($0[...]) }
    try manifests(rendered) { writer.write($0) }
    writer.finish()
    for hook in hooks(rendered) { StandardStream.output.write(Self.text(hook)) }
  }

  /// `--output-dir`: a file for each template.
  private func write(_ rendered: RenderedChart, below folder: String) throws {
    var output = OutputFolder(folder)
    if flags.isOn("include-crds") {
      try ChartCRD.forEach(rendered.crds) { (crd, bytes) throws(HelmError) in
        try output.write(bytes[...], to: crd.path)
      }
    }
    for manifest in rendered.manifests { try output.write(manifest.content, to: manifest.path) }
    for hook in hooks(rendered) { try output.write(Array(hook.manifest.utf8)[...], to: hook.path) }
    StandardStream.output.write("\n")
  }

  private func manifests(_ rendered: RenderedChart, _ body: ([UInt8]) -> Void) throws {
    if flags.isOn("include-crds") {
      try ChartCRD.forEach(rendered.crds) { (crd, bytes) throws(HelmError) in
        body(Array("---\n# Source: \(crd.path)\n".utf8) + bytes + [UInt8(ascii: "\n")])
      }
    }
    for manifest in rendered.manifests {
      var bytes: [UInt8] = []
      manifest.write(to: &bytes)
      body(bytes)
    }
  }

  private func hooks(_ rendered: RenderedChart) -> [ReleaseHook] {
    if flags.isOn("no-hooks") { return [] }
    return flags.isOn("skip-tests") ? rendered.hooks.filter { !$0.events.contains(.test) } : rendered.hooks
  }

  private static func text(_ hook: ReleaseHook) -> String { "---\n# Source: \(hook.path)\n\(hook.manifest)\n" }

  private func text(_ rendered: RenderedChart) throws -> [UInt8] {
    var all: [UInt8] = []
    var writer = TrimmingWriter { all += $0 }
    try manifests(rendered) { writer.write($0) }
    writer.finish()
    for hook in hooks(rendered) { all += Array(Self.text(hook).utf8) }
    return all
  }
}

/// Hands text on without the white space at its two ends, and with one line break at its end.
struct TrimmingWriter {
  private let sink: ([UInt8]) -> Void
  private var pending: [UInt8] = []
  private var hasStarted = false

  init(_ sink: @escaping ([UInt8]) -> Void) { self.sink = sink }

  mutating func write(_ bytes: [UInt8]) {
    let content = ManifestText.content(of: bytes)
    guard !content.isEmpty else {
      if hasStarted { pending += bytes }
      return
    }
    let start = hasStarted ? bytes.startIndex : content.lowerBound
    hasStarted = true
    sink(pending)
    sink(Array(bytes[start..<content.upperBound]))
    pending = Array(bytes[content.upperBound...])
  }

  mutating func finish() { sink([UInt8(ascii: "\n")]) }
}

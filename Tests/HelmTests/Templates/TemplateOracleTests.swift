import Helm
import OperatorKitTesting
import Testing

/// Texts of templates; what comes of each is for the real helm to say.
enum TemplateCases {}

@Suite("Single templates, compared with the real helm")
struct TemplateOracleTests {
  @Test("H-28-01 what the language does, right and wrong") func language() async throws {
    try await compare(TemplateCases.language)
  }

  @Test("dates and durations") func dates() async throws { try await compare(TemplateCases.dates) }

  @Test("passwords, keys and certificates") func keys() async throws { try await compare(TemplateCases.keys) }

  @Test("what printf makes of each verb and each kind of value") func verbs() async throws {
    try await compare(TemplateCases.verbs())
  }

  @Test("functions with arguments of all kinds, drawn by lot", arguments: [UInt64(11), 12])
  func functions(seed: UInt64) async throws {
    var lot = TemplateCases.Lot(seed: seed)
    try await compare((0..<300).map { _ in lot.template() })
  }

  @Test("whole templates, drawn by lot", arguments: [UInt64(21), 22])
  func structures(seed: UInt64) async throws {
    var lot = TemplateCases.StructureLot(seed: seed)
    try await compare((0..<250).map { _ in lot.template() })
  }

  /// Renders each text with both and lists those that differ.
  ///
  /// Helm ends at the first template that fails, but `helm lint` goes on with the next chart. So each text becomes a
  /// chart, all of which are linted at once; those that passed become one chart that is rendered.
  private func compare(_ texts: [String]) async throws {
    let helm = try await Oracles.shared().helm
    let files = try ChartFiles()
    let names = texts.indices.map { "k\($0)" }
    for (name, text) in zip(names, texts) { try Self.write(chart: name, [(name, text)], files) }
    let lint = try await ChildProcess.run(
      ProcessConfiguration(helm, ["lint"] + names.map { "\(files.path)/\($0)" }), timeout: .seconds(300),
      allowFailure: true)
    let failures = Self.failures(String(decoding: lint.output, as: UTF8.self))

    let passing = zip(names, texts).filter { failures[$0.0] == nil }
    try Self.write(chart: "all", passing, files)
    let rendering = try await ChildProcess.run(
      ProcessConfiguration(helm, ["template", "x", "\(files.path)/all"]), timeout: .seconds(300))
    let outputs = Self.documents(String(decoding: rendering.output, as: UTF8.self))
    #expect(outputs.count == passing.count)

    for (name, text) in zip(names, texts) {
      switch await OracleTests.render("\(files.path)/\(name)", []) {
      case .success(let ours):
        #expect(Self.documents(ours)[name] == outputs[name] && failures[name] == nil, "\(text): \(ours)")
      case .failure(let error):
        #expect(error.message == failures[name], "\(text)")
      }
    }
  }

  private static let values = """
    {"n": 5, "f": 1.5, "s": "str", "b": true, "z": null, "l": [1, "a", null, {"x": 1}], "m": {"a": 1, "b": {"c": "d"}},
    "e": {}, "el": [], "big": 12345678901, "es": "", "neg": -3}
    """

  /// What a text gets for its dot: values of its own, as some texts change them.
  private static let root =
    ["Release", "Chart", "Files", "Capabilities", "Template"].reduce("(dict \"Values\" (deepCopy .Values)") {
      "\($0) \"\($1)\" .\($1)"
    } + ")"

  /// A chart that renders texts as JSON, so that nothing of them is lost.
  private static func write(chart: String, _ cases: [(name: String, text: String)], _ files: ChartFiles) throws {
    try files.write("\(chart)/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n")
    try files.write("\(chart)/values.yaml", values)
    for (name, text) in cases {
      try files.write("\(chart)/cases/\(name)", text)
      try files.write(
        "\(chart)/templates/\(name).yaml", "r: {{ tpl (.Files.Get \"cases/\(name)\") \(root) | toJson }}\n")
    }
  }

  /// What `helm lint` says about templates, by chart.
  private static func failures(_ text: String) -> [String: String] {
    var failures: [String: String] = [:]
    let mark = "[ERROR] templates/: "
    for part in text.split(separator: "==> Linting ") {
      let lines = part.split(separator: "\n", omittingEmptySubsequences: false)
      guard let name = lines.first?.split(separator: "/").last,
        let start = lines.firstIndex(where: { $0.hasPrefix(mark) })
      else { continue }
      let rest = lines[(start + 1)...].prefix { !$0.isEmpty && !$0.hasPrefix("[") }
      let message = ([lines[start].dropFirst(mark.count)] + rest).joined(separator: "\n")
      if !message.contains("unable to parse YAML") { failures[String(name)] = message }
    }
    return failures
  }

  /// Documents by the names of their templates.
  private static func documents(_ text: String) -> [String: String] {
    var documents: [String: String] = [:]
    for part in text.split(separator: "---\n# Source: c/templates/") {
      guard let end = part.firstRange(of: ".yaml\n") else { continue }
      var body = part[end.upperBound...]
      while body.last == "\n" { body.removeLast() }
      documents[String(part[..<end.lowerBound])] = String(body)
    }
    return documents
  }
}

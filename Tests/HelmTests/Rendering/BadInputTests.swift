import GoTemplate
import Helm
import Testing

@Suite("Charts that go wrong")
struct BadInputTests {
  private static let head = "apiVersion: v2\nname: c\nversion: 0.1.0\n"

  /// Renders a template with little patience.
  private static func failure(
    _ template: String, values: String = "", more: [String: String] = [:], _ limits: TemplateLimits = TemplateLimits()
  ) async throws -> HelmError? {
    var all = ["Chart.yaml": head, "templates/a.yaml": template, "values.yaml": values]
    all.merge(more) { $1 }
    let files = try ChartFiles(all)
    var options = RenderOptions()
    options.limits = limits
    let renderer = ChartRenderer(options: options)
    do {
      _ = try await RenderThread.run {
        try renderer.render(try ChartLoader().load(files.path), values: Values(), release: ReleaseOptions(name: "x"))
      }
      return nil
    } catch let error as HelmError {
      return error
    }
  }

  @Test("loops end after so many steps, and after so much time")
  func loops() async throws {
    let loop = "{{ range until 1000 }}{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}{{ end }}"
    var limits = TemplateLimits()
    limits.steps = 100_000
    let error = try await Self.failure(loop, limits)
    #expect(error?.kind == .limit)
    #expect(error?.message.contains("more than 100000 steps") == true)
    limits = TemplateLimits()
    limits.deadline = .now
    #expect(try await Self.failure(loop, limits)?.message.contains("the time for rendering is over") == true)
  }

  @Test("H-28-05 a template that includes itself fails at the thousandth level with Helm's words")
  func recursion() async throws {
    let error = try await Self.failure(
      "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}")
    #expect(error?.message.contains("rendering template has a nested reference name: a") == true)
  }

  @Test("templates that call themselves without include, and texts that render themselves, end in an error")
  func deepCalls() async throws {
    let call = try await Self.failure("{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}")
    #expect(call?.kind == .limit || call?.message.contains("exceeded maximum template depth") == true)
    let text = try await Self.failure("{{ tpl .Values.t . }}", values: "t: '{{ tpl .Values.t . }}'")
    #expect(text != nil)
  }

  @Test("a hundred megabytes of output are refused while they are written")
  func output() async throws {
    // A controller has 64 MiB for everything.
    var limits = TemplateLimits()
    #expect(limits.textBytes <= 24 << 20 && limits.valueBytes <= 24 << 20)
    (limits.textBytes, limits.valueBytes) = (1 << 20, 1 << 20)
    let wide = try await Self.failure("{{ range until 1000 }}{{ repeat 100000 \"x\" }}{{ end }}", limits)
    #expect(wide?.kind == .limit)
    #expect(wide?.message.contains("bytes of output") == true)
    let doubled = try await Self.failure(
      "{{ $x := \"x\" }}{{ range until 40 }}{{ $x = print $x $x }}{{ end }}{{ len $x }}", limits)
    #expect(doubled?.kind == .limit)
    // Many templates that are fine by themselves.
    limits.textBytes = 10_000
    let many = Dictionary(
      uniqueKeysWithValues: (0..<20).map {
        (
          "templates/f\($0).yaml",
          "a: {{ repeat 1000 \"x\" }}"
        )
      })
    #expect(try await Self.failure("a: 1", more: many, limits)?.message == "templates write more than 10000 bytes")
  }

  @Test("a name with dot segments leads nowhere", arguments: ["..", ".", "../x", "a/../../b", "/etc"])
  func names(_ name: String) async throws {
    let error = try await Self.failure("a: 1", more: ["Chart.yaml": "apiVersion: v2\nname: \(name)\nversion: 0.1.0\n"])
    #expect(error?.message.hasPrefix("validation: chart.metadata.name") == true)
  }

  @Test(
    "a schema of another file or host is not fetched, with the chart named",
    arguments: [
      "file:///dev/zero", "http://127.0.0.1:1/x",
    ])
  func schemaReference(_ reference: String) async throws {
    let error = try await Self.failure(
      "a: 1", more: ["values.schema.json": #"{"properties": {"a": {"$ref": "\#(reference)"}}}"#])
    #expect(error?.kind == .schema)
    #expect(error?.message.contains("\nc:\nfailing loading \"\(reference)\"") == true)
  }
}

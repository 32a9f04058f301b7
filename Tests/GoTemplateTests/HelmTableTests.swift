import GoTemplate
import Testing

@Suite("Templates print what they print in Helm 4")
struct HelmTableTests {
  /// As Helm executes: keys that are missing give the zero value, and what has no value prints nothing.
  static func helm(_ text: String) -> String {
    let empty = TemplateMap(TemplateMap(), as: TemplateMapType("common.Values"))
    let data: TemplateValue = ["Values": .map(empty)]
    var functions = TemplateFunctions.sprig
    functions.add("include", [.string, .any]) { call throws(TemplateError) in
      try call.run.render(call.string(0), data: call[1])
    }
    do throws(TemplateError) {
      let run = TemplateRun(TemplateSet(functions: functions), missingKey: .zero)
      let written = try run.renderText(text, data: data, name: "gotpl").stringValue ?? ""
      return written.split(separator: "<no value>", omittingEmptySubsequences: false).joined()
    } catch {
      return "error: " + error.message
    }
  }

  @Test("values of expressions and texts of errors", arguments: helmCases)
  func table(_ test: Case) {
    #expect(HelmTableTests.helm(test.template) == test.expected)
  }

  @Test("templates that never end, or fill the memory, end with an error")
  func bounds() {
    var limits = TemplateLimits()
    limits.steps = 100_000
    limits.valueBytes = 1 << 20
    limits.outputBytes = 1 << 20
    func limited(_ text: String) -> String { render(text, limits: limits) }
    #expect(limited("{{define \"a\"}}{{template \"a\" .}}{{end}}{{template \"a\" .}}").contains("exceeded maximum"))
    #expect(limited("{{range 1000000000}}{{end}}").contains("more than 100000 steps"))
    #expect(limited("{{repeat 1000000000 \"x\"}}").contains("more than 1048576 bytes"))
    #expect(limited("{{until 1000000000}}").contains("more than 1048576 bytes"))
    let doubling = "{{$x := \"xxxxxxxx\"}}{{range 60}}{{$x = print $x $x}}{{end}}"
    #expect(limited(doubling).contains("more than 1048576 bytes"))
    #expect(limited("{{range 40}}{{repeat 50000 \"x\"}}{{end}}").contains("1048576 bytes of output"))
    #expect(limited("{{$d := dict}}{{$_ := set $d \"d\" $d}}{{toJson $d}}{{$d | len}}") == "1")
  }
}

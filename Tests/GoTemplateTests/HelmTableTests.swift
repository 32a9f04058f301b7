import GoTemplate
import Testing

@Suite("Templates print what they print in Helm 4")
struct HelmTableTests {
  /// As Helm executes: keys that are missing give the zero value, and what has no value prints nothing.
  static func helm(_ text: String) -> String {
    let empty = TemplateMap(namedType: "common.Values")
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
}

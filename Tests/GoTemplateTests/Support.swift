import GoTemplate
import Testing

/// Renders one template; a failure is its message.
func render(
  _ text: String, _ data: TemplateValue = .null, functions: TemplateFunctions = .sprig,
  missingKey: TemplateRun.MissingKey = .invalid, limits: TemplateLimits = TemplateLimits()
) -> String {
  do throws(TemplateError) {
    var set = TemplateSet(functions: functions)
    try set.parse(name: "t", text: text)
    let run = TemplateRun(set, limits: limits, missingKey: missingKey)
    return try run.render("t", data: data).stringValue ?? ""
  } catch {
    return "error: \(error.message)"
  }
}

/// A template and what it writes, or the error.
struct Case: Sendable, CustomTestStringConvertible {
  let template: String
  let expected: String

  init(_ template: String, _ expected: String) {
    self.template = template
    self.expected = expected
  }

  var testDescription: String { template }
}

import GoTemplate
import JSON
import JSONSchema

/// Checks the values of a chart and of its subcharts against their `values.schema.json`.
struct SchemaCheck {
  private static let depthLimit = 64
  /// What schemas are called in messages.
  private static let url = "file:///values.schema.json"

  private var report = ""

  /// - Parameter values: the values after coalescing, with those of subcharts below their names.
  /// - Throws: ``HelmError`` of kind `schema` that names each chart and what is wrong.
  static func check(_ chart: ChartNode, _ values: TemplateMap) throws(HelmError) {
    var check = SchemaCheck()
    try check.visit(chart, values, depth: 0)
    if check.report.isEmpty { return }
    throw HelmError(
      .schema, "values don't meet the specifications of the schema(s) in the following chart(s):\n\(check.report)")
  }

  private mutating func visit(_ chart: ChartNode, _ values: TemplateMap, depth: Int) throws(HelmError) {
    guard depth < Self.depthLimit else { return }
    if let schema = chart.schema, let complaint = try Self.complaint(schema, values) {
      report += "\(chart.name):\n\(complaint)"
    }
    for subchart in chart.dependencies {
      switch values[subchart.name] {
      case nil, .null?: break
      case .map(let inner)?: try visit(subchart, inner, depth: depth + 1)
      case let other?:
        report += "\(subchart.name):\ninvalid type for values: expected object (map), got \(other.typeName)\n"
      }
    }
  }

  private static func complaint(_ text: [UInt8], _ values: TemplateMap) throws(HelmError) -> String? {
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONParser.parse(text)
    } catch {
      return syntax(error, text)
    }
    let value: JSONValue
    do throws(TemplateError) {
      value = try TemplateValue.map(values).jsonValue()
    } catch {
      throw HelmError(.values, error.message)
    }
    do throws(JSONSchemaError) {
      guard let violation = try JSONSchema(document, url: url).violation(of: value) else { return nil }
      let heading = "jsonschema validation failed with '\(url)#'\n"
      let lines = violation.description
      return (lines.hasPrefix(heading) ? String(lines.dropFirst(heading.count)) : lines) + "\n"
    } catch {
      guard error.message.hasPrefix("failing loading ") else { return error.message }
      // Helm would fetch it, from wherever the chart says.
      return error.message
        + "; the check can be switched off with disableSchemaValidation, or with --skip-schema-validation\n"
    }
  }

  /// Go reads schemas as streams, which say the end of one in another way.
  private static func syntax(_ error: JSONError, _ text: [UInt8]) -> String {
    switch error.reason {
    case .trailingData: return "invalid character after top-level value"
    case .unexpectedEnd:
      return text.allSatisfy { " \t\r\n".utf8.contains($0) } ? "EOF" : "unexpected EOF"
    default: return GoJSONError.text(error, in: text)
    }
  }
}

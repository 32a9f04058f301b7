import GoTemplate

/// A chart in the tree that a release renders, after aliases, conditions and imported values.
///
/// A reference: processing changes it in place. It stays within one rendering.
final class ChartNode {
  var metadata: ChartMetadata
  let templates: [ChartFile]
  let files: [ChartFile]
  /// The text of `values.schema.json`.
  let schema: [UInt8]?
  /// Default values.
  var values: TemplateMap
  var dependencies: [ChartNode]

  init(_ chart: Chart) {
    metadata = chart.metadata
    templates = chart.templates
    files = chart.files
    schema = chart.schema
    values = ValueTree.map(chart.values)
    dependencies = chart.dependencies.map(ChartNode.init)
  }

  /// A copy for another alias; default values are shared until they are replaced.
  init(copying node: ChartNode) {
    metadata = node.metadata
    templates = node.templates
    files = node.files
    schema = node.schema
    values = node.values
    dependencies = node.dependencies.map(ChartNode.init(copying:))
  }

  var name: String { metadata.name }

  /// Lets go of the default values of this chart and all below it, once they are in those of the release.
  func dropValues() {
    values = TemplateMap()
    for dependency in dependencies { dependency.dropValues() }
  }
}

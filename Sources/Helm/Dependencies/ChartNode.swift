import GoTemplate

/// A chart in the tree that a release renders, after aliases, conditions and imported values.
///
/// A reference: processing changes it in place. It stays within one rendering.
final class ChartNode {
  var metadata: ChartMetadata
  let chart: Chart
  /// Default values.
  var values: TemplateMap
  var dependencies: [ChartNode]

  init(_ chart: Chart) {
    metadata = chart.metadata
    self.chart = chart
    values = ValueTree.map(chart.values)
    dependencies = chart.dependencies.map(ChartNode.init)
  }

  /// A copy for another alias; default values are shared until they are replaced.
  init(copying node: ChartNode) {
    metadata = node.metadata
    chart = node.chart
    values = node.values
    dependencies = node.dependencies.map(ChartNode.init(copying:))
  }

  var name: String { metadata.name }
}

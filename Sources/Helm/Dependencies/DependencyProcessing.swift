import GoTemplate
import SemVer

/// Decides which subcharts take part, under which names, and what of their values goes up to their parents.
struct DependencyProcessing {
  var log = RenderLog()

  /// Processes a chart and all below it, in place.
  mutating func process(_ chart: ChartNode, _ values: TemplateMap) throws(HelmError) {
    try enable(chart, values, path: "", depth: 0)
    try importValues(chart)
  }

  // MARK: Conditions, tags, aliases

  private mutating func enable(
    _ chart: ChartNode, _ values: TemplateMap, path: String, depth: Int
  ) throws(HelmError) {
    guard !chart.metadata.dependencies.isEmpty, depth < 64 else { return }
    chart.dependencies = Self.named(chart)
    for index in chart.metadata.dependencies.indices {
      let alias = chart.metadata.dependencies[index].alias
      if !alias.isEmpty { chart.metadata.dependencies[index].name = alias }
      chart.metadata.dependencies[index].enabled = true
    }
    var coalescing = Coalescing(merges: false)
    let all = try coalescing.values(chart, values)
    applyTags(chart, all)
    applyConditions(chart, all, path)
    let disabled = Set(chart.metadata.dependencies.lazy.filter { !$0.enabled }.map(\.name))
    chart.dependencies.removeAll { disabled.contains($0.name) }
    chart.metadata.dependencies.removeAll { disabled.contains($0.name) }
    for dependency in chart.dependencies {
      try enable(dependency, all, path: "\(path)\(dependency.name).", depth: depth + 1)
    }
  }

  /// First the charts that Chart.yaml does not mention, then those that it does, under their aliases.
  private static func named(_ chart: ChartNode) -> [ChartNode] {
    func fits(_ node: ChartNode, _ dependency: ChartDependency) -> Bool {
      node.name == dependency.name && VersionRange.contains(dependency.version, node.metadata.version)
    }
    var result = chart.dependencies.filter { node in !chart.metadata.dependencies.contains { fits(node, $0) } }
    for dependency in chart.metadata.dependencies {
      guard let node = chart.dependencies.first(where: { fits($0, dependency) }) else { continue }
      let copy = ChartNode(copying: node)
      if !dependency.alias.isEmpty { copy.metadata.name = dependency.alias }
      result.append(copy)
    }
    return result
  }

  private mutating func applyTags(_ chart: ChartNode, _ values: TemplateMap) {
    guard case .map(let tags)? = values["tags"] else { return }
    for index in chart.metadata.dependencies.indices {
      var hasTrue = false
      var hasFalse = false
      for tag in chart.metadata.dependencies[index].tags {
        switch tags[tag] {
        case nil: break
        case .bool(let flag)?: if flag { hasTrue = true } else { hasFalse = true }
        default:
          let name = chart.metadata.dependencies[index].name
          log.add(.warn, "returned non-bool value tag=\(tag) chart=\(name)")
        }
      }
      chart.metadata.dependencies[index].enabled = hasTrue || !hasFalse
    }
  }

  private mutating func applyConditions(_ chart: ChartNode, _ values: TemplateMap, _ path: String) {
    for index in chart.metadata.dependencies.indices {
      let dependency = chart.metadata.dependencies[index]
      if let flag = condition(of: dependency, values, path) { chart.metadata.dependencies[index].enabled = flag }
    }
  }

  /// What the first of the paths says that leads to a boolean; `nil` when none does.
  private mutating func condition(of dependency: ChartDependency, _ values: TemplateMap, _ path: String) -> Bool? {
    for place in GoText.trimmed(dependency.condition).split(separator: ",") {
      guard let value = ValueTree.scalar(values, path + place) else { continue }
      if case .bool(let flag) = value { return flag }
      log.add(.warn, "returned non-bool value path=\(place) chart=\(dependency.name)")
    }
    return nil
  }

  // MARK: Imported values

  private mutating func importValues(_ chart: ChartNode) throws(HelmError) {
    for dependency in chart.dependencies { try importValues(dependency) }
    guard !chart.metadata.dependencies.isEmpty else { return }
    var merging = Coalescing(merges: true)
    let all = try merging.values(chart, TemplateMap())
    let imported = TemplateMap()
    for dependency in chart.metadata.dependencies {
      for item in dependency.importValues {
        let (child, parent) =
          switch item {
          case .export(let name): ("exports.\(name)", ".")
          case .table(let child, let parent): (child, parent)
          }
        guard let table = ValueTree.table(all, "\(dependency.name).\(child)") else {
          log.add(.warn, "ImportValues missing table from chart chart=\(dependency.name)")
          continue
        }
        merging.tables(imported, Self.nested(table, under: parent), prefix: "", merges: true)
      }
    }
    let own = imported.isEmpty ? all : ValueTree.deepCopy(all)
    merging.tables(own, imported, prefix: "", merges: true)
    chart.values = own
  }

  /// A table put at a path.
  private static func nested(_ table: TemplateMap, under path: String) -> TemplateMap {
    if path == "." { return table }
    return path.split(separator: ".", omittingEmptySubsequences: false).reversed().reduce(table) { inner, name in
      TemplateMap([(String(name), .map(inner))])
    }
  }
}

/// Ranges of versions as Helm compares them.
enum VersionRange {
  /// Whether a version lies in a range; false when one of them cannot be read.
  static func contains(_ range: String, _ version: String) -> Bool {
    guard let version = try? SemanticVersion(version), let range = try? VersionConstraint(range) else { return false }
    return range.contains(version)
  }
}

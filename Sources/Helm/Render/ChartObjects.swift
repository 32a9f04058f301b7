import GoTemplate

/// What templates find under `.Chart`.
enum ChartObjects {
  static func metadata(_ chart: ChartNode, isRoot: Bool) -> TemplateMap {
    let metadata = chart.metadata
    return TemplateMap([
      ("Name", .string(metadata.name)), ("Home", .string(metadata.home)), ("Sources", list(metadata.sources)),
      ("Version", .string(metadata.version)), ("Description", .string(metadata.description)),
      ("Keywords", list(metadata.keywords)), ("Maintainers", TemplateValue(metadata.maintainers.map(maintainer))),
      ("Icon", .string(metadata.icon)), ("APIVersion", .string(metadata.apiVersion)),
      ("Condition", .string(metadata.condition)), ("Tags", .string(metadata.tags)),
      ("AppVersion", .string(metadata.appVersion)), ("Deprecated", .bool(metadata.deprecated)),
      ("Annotations", annotations(metadata)), ("KubeVersion", .string(metadata.kubeVersion)),
      ("Dependencies", TemplateValue(metadata.dependencies.map(dependency))), ("Type", .string(metadata.type)),
      ("IsRoot", .bool(isRoot)),
    ])
  }

  /// Charts without annotations have no map at all, which prints as null in JSON.
  private static func annotations(_ metadata: ChartMetadata) -> TemplateValue {
    if metadata.annotations.isEmpty { return .map(.nilMap(of: .string)) }
    return .map(TemplateMap(metadata.annotations.map { ($0.key, TemplateValue.string($0.value)) }, of: .string))
  }

  private static func list(_ texts: [String]) -> TemplateValue { TemplateValue(texts.map(TemplateValue.string)) }

  private static func maintainer(_ maintainer: ChartMetadata.Maintainer) -> TemplateValue {
    ["Name": .string(maintainer.name), "Email": .string(maintainer.email), "URL": .string(maintainer.url)]
  }

  private static func dependency(_ dependency: ChartDependency) -> TemplateValue {
    [
      "Name": .string(dependency.name), "Version": .string(dependency.version),
      "Repository": .string(dependency.repository), "Condition": .string(dependency.condition),
      "Tags": list(dependency.tags), "Enabled": .bool(dependency.enabled),
      "ImportValues": TemplateValue(dependency.importValues.map(imported)), "Alias": .string(dependency.alias),
    ]
  }

  private static func imported(_ values: ChartDependency.ImportedValues) -> TemplateValue {
    let (child, parent) =
      switch values {
      case .export(let name): ("exports.\(name)", ".")
      case .table(let child, let parent): (child, parent)
      }
    return .map(TemplateMap([("child", .string(child)), ("parent", .string(parent))], of: .string))
  }
}

import GoTemplate

/// One template file and what it sees.
struct RenderUnit {
  /// `chart/charts/sub/templates/file.yaml`
  let path: String
  let text: [UInt8]
  let scope: TemplateMap
  let basePath: String
  /// How many folders it lies in.
  private let depth: Int

  init(path: String, text: [UInt8], scope: TemplateMap, basePath: String) {
    self.path = path
    self.text = text
    self.scope = scope
    self.basePath = basePath
    depth = path.utf8.count { $0 == UInt8(ascii: "/") }
  }

  /// Deep paths first, and within one depth backwards: the order in which Helm parses and executes.
  static func precedes(_ a: RenderUnit, _ b: RenderUnit) -> Bool {
    if a.depth != b.depth { return a.depth > b.depth }
    return b.path.utf8.lexicographicallyPrecedes(a.path.utf8)
  }
}

/// Collects the templates of a chart and its subcharts with what each of them sees.
struct RenderScope {
  private(set) var units: [RenderUnit] = []
  private let release: TemplateValue
  private let capabilities: TemplateValue

  init(release: ReleaseOptions, capabilities: Capabilities) {
    self.release = .map(
      TemplateMap([
        ("Name", .string(release.name)), ("Namespace", .string(release.namespace)),
        ("IsUpgrade", .bool(release.isUpgrade)), ("IsInstall", .bool(!release.isUpgrade)),
        ("Revision", .int(release.revision)), ("Service", "Helm"),
      ]))
    self.capabilities = .object(CapabilitiesObject(capabilities))
  }

  /// - Parameters:
  ///   - path: where the chart lies, `parent/charts/name`.
  ///   - values: the values of the chart at the root, and of the parent otherwise.
  @discardableResult
  mutating func add(
    _ chart: ChartNode, path: String, values: TemplateMap, isRoot: Bool
  ) throws(HelmError) -> TemplateMap {
    let own: TemplateMap
    if isRoot {
      own = values
    } else if case .map(let inner)? = values[chart.name] {
      own = TemplateMap(inner, as: .values)
    } else {
      own = TemplateMap(TemplateMap(), as: .values)
    }
    let subcharts = TemplateMap()
    let objects = TemplateMap(
      [
        ("Chart", .map(ChartObjects.metadata(chart, isRoot: isRoot))), ("Release", release),
        ("Capabilities", capabilities), ("Files", .object(FilesObject(chart.files))), ("Values", .map(own)),
        ("Subcharts", .map(subcharts)),
      ])
    let scope = TemplateMap(objects, as: .values)
    for dependency in chart.dependencies {
      let inner = try add(dependency, path: "\(path)/charts/\(dependency.name)", values: own, isRoot: false)
      subcharts[dependency.name] = .map(inner)
    }
    for file in chart.templates {
      // Of a library only the definitions count.
      if chart.metadata.isLibrary, !ManifestSorter.isPartial(file.name) { continue }
      units.append(
        RenderUnit(path: "\(path)/\(file.name)", text: try file.bytes(), scope: scope, basePath: "\(path)/templates"))
    }
    return scope
  }
}

/// Sorts the files of a chart into metadata, values, templates and subcharts.
struct ChartAssembly {
  let limits: ChartLimits
  private var charts = 0

  init(limits: ChartLimits) { self.limits = limits }

  mutating func chart(_ entries: [ChartEntry], depth: Int) throws(HelmError) -> Chart {
    charts += 1
    guard depth < limits.maxDepth else {
      throw HelmError(.limit, "charts are nested deeper than \(limits.maxDepth) levels")
    }
    guard charts <= limits.maxCharts else { throw HelmError(.limit, "more than \(limits.maxCharts) charts in one") }
    var metadata: ChartMetadata?
    for entry in entries where entry.name == "Chart.yaml" { metadata = try ChartMetadata(yaml: try entry.content()) }
    var parts = Parts(metadata: metadata ?? ChartMetadata(), hasMetadata: metadata != nil)
    for entry in entries where entry.name != "Chart.yaml" { try parts.take(entry) }
    guard parts.hasMetadata else { throw HelmError(.chart, "Chart.yaml file is missing") }
    try parts.metadata.validate()
    let name = parts.metadata.name
    var dependencies: [Chart] = []
    for (folder, files) in parts.subcharts.sorted(by: { $0.key < $1.key }) {
      guard !folder.hasPrefix("_"), !folder.hasPrefix(".") else { continue }
      do throws(HelmError) {
        dependencies.append(try subchart(folder, files, of: name, depth: depth + 1))
      } catch {
        throw error.prefixed("error unpacking subchart \(folder) in \(name): ")
      }
    }
    return try Chart(
      metadata: parts.metadata, lock: parts.lock, valuesFile: parts.values, schema: parts.schema,
      templates: parts.templates, files: parts.files, dependencies: dependencies)
  }

  private mutating func subchart(
    _ folder: String, _ files: [ChartEntry], of parent: String, depth: Int
  ) throws(HelmError) -> Chart {
    guard folder.hasSuffix(".tgz"), let archive = files.first else {
      var inner: [ChartEntry] = []
      for var file in files {
        // Files that lie beside the charts in `charts/` belong to none.
        guard let slash = file.name.firstIndex(of: "/") else { continue }
        file.name = String(file.name[file.name.index(after: slash)...])
        inner.append(file)
      }
      return try chart(inner, depth: depth)
    }
    guard archive.name == folder else {
      throw HelmError(.chart, "error unpacking subchart tar in \(parent): expected \(folder), got \(archive.name)")
    }
    let nested = ChartArchive(archive.source, index: archive.index, bytes: archive.bytes, limits: limits)
    return try chart(try nested.entries(), depth: depth)
  }
}

extension ChartAssembly {
  /// What the files of one chart turned out to be.
  private struct Parts {
    var metadata: ChartMetadata
    var hasMetadata: Bool
    var lock: ChartLock?
    var values: [UInt8]?
    var schema: [UInt8]?
    var templates: [ChartFile] = []
    var files: [ChartFile] = []
    var subcharts: [String: [ChartEntry]] = [:]

    mutating func take(_ entry: ChartEntry) throws(HelmError) {
      switch entry.name {
      case "Chart.lock": lock = try ChartLock(yaml: try entry.content())
      case "values.yaml": values = try entry.content()
      case "values.schema.json": schema = try entry.content()
      case "requirements.yaml":
        hasMetadata = true
        try metadata.readRequirements(try entry.content())
        if metadata.apiVersion == "v1" { files.append(entry.file) }
      case "requirements.lock":
        hasMetadata = true
        lock = try ChartLock(yaml: try entry.content(), file: "requirements.lock")
        if metadata.apiVersion == "v1" { files.append(entry.file) }
      default: takeOther(entry)
      }
    }

    private mutating func takeOther(_ entry: ChartEntry) {
      if entry.name.hasPrefix("templates/") {
        templates.append(entry.file)
      } else if entry.name.hasPrefix("charts/"), !entry.name.hasSuffix(".prov") {
        var inner = entry
        inner.name = String(entry.name.dropFirst(7))
        let folder = inner.name.split(separator: "/", maxSplits: 1).first.map(String.init) ?? inner.name
        subcharts[folder, default: []].append(inner)
      } else {
        files.append(entry.file)
      }
    }
  }
}

import GoTemplate

/// Renders a chart with values, for one release.
///
/// Executes what strangers wrote: calls may take long and need a deep stack. Use ``RenderThread``; on a thread with
/// less stack, templates that call each other deeply end earlier, with an error.
public struct ChartRenderer: Sendable {
  public var options: RenderOptions

  public init(options: RenderOptions = RenderOptions()) { self.options = options }

  /// Processes dependencies, checks the values, and renders.
  ///
  /// - Throws: ``HelmError`` in the words of Helm's command line.
  public func render(_ chart: Chart, values: Values, release: ReleaseOptions) throws(HelmError) -> RenderedChart {
    let preparation = try prepare(chart, values: values, release: release)
    return try render(preparation, release: release)
  }

  /// A chart whose dependencies are processed, with the values that its templates will see.
  public final class Preparation {
    let root: ChartNode
    let values: TemplateMap
    let log: RenderLog

    init(root: ChartNode, values: TemplateMap, log: RenderLog) {
      self.root = root
      self.values = values
      self.log = log
    }
  }

  /// Processes dependencies and checks the values, before anything is rendered.
  ///
  /// - Throws: ``HelmError`` in the words of Helm's command line.
  public func prepare(_ chart: Chart, values: Values, release: ReleaseOptions) throws(HelmError) -> Preparation {
    let root = ChartNode(chart)
    var processing = DependencyProcessing()
    let given = ValueTree.map(values)
    do throws(HelmError) {
      try processing.process(root, given)
    } catch {
      throw error.prefixed("chart dependencies processing failed: ")
    }
    var coalescing = Coalescing(merges: false)
    coalescing.log = processing.log
    let merged = try coalescing.values(root, given)
    if !options.skipsSchemaValidation { try SchemaCheck.check(root, merged) }
    root.dropValues()
    return Preparation(root: root, values: TemplateMap(merged, as: .values), log: coalescing.log)
  }

  /// Renders what was prepared.
  ///
  /// - Throws: ``HelmError`` in the words of Helm's command line.
  public func render(_ preparation: Preparation, release: ReleaseOptions) throws(HelmError) -> RenderedChart {
    let root = preparation.root
    let version = options.capabilities.kubeVersion
    if !root.metadata.kubeVersion.isEmpty, !VersionRange.contains(root.metadata.kubeVersion, version.normalized) {
      throw HelmError(
        .chart,
        "chart requires kubeVersion: \(root.metadata.kubeVersion) which is incompatible with Kubernetes "
          + version.version)
    }
    var scope = RenderScope(release: release, capabilities: options.capabilities)
    try scope.add(root, path: root.name, values: preparation.values, isRoot: true)
    let units = scope.units.sorted(by: RenderUnit.precedes)
    return try collect(try execute(units), preparation)
  }

  private func parse(_ units: [RenderUnit]) throws(HelmError) -> TemplateSet {
    var templates = TemplateSet(functions: HelmFunctions.table)
    for (index, unit) in units.enumerated() {
      do throws(TemplateError) {
        try templates.add(name: unit.path, bytes: unit.text)
      } catch {
        try check(units[..<index], templates)
        throw TemplateFailure.parsing(unit.path, error)
      }
    }
    return templates
  }

  /// Parses what was not parsed yet, for its errors: Helm parses everything before it executes anything.
  private func check(_ units: ArraySlice<RenderUnit>, _ templates: TemplateSet) throws(HelmError) {
    for unit in units {
      do throws(TemplateError) { try templates.check(unit.path) } catch {
        throw TemplateFailure.parsing(unit.path, error)
      }
    }
  }

  /// What each of the templates writes.
  private func execute(_ units: [RenderUnit]) throws(HelmError) -> [(path: String, text: [UInt8])] {
    let templates = try parse(units)
    let run = TemplateRun(templates, limits: options.limits, missingKey: .zero)
    RenderRun.prepare(run, options)
    var outputs: [(path: String, text: [UInt8])] = []
    var size = 0
    // Grows to the size of the largest.
    var text: [UInt8] = []
    do throws(HelmError) {
      for unit in units where !ManifestSorter.isPartial(unit.path) {
        text.removeAll(keepingCapacity: true)
        try execute(unit, run, into: &text)
        size += text.count
        if size > options.limits.textBytes {
          throw HelmError(.limit, "templates write more than \(options.limits.textBytes) bytes")
        }
        outputs.append((unit.path, NoValue.removed(from: text)))
      }
    } catch {
      try check(units[...], templates)
      throw error
    }
    return outputs
  }

  private func execute(_ unit: RenderUnit, _ run: TemplateRun, into output: inout [UInt8]) throws(HelmError) {
    unit.scope["Template"] = .map(
      TemplateMap(
        TemplateMap([("Name", .string(unit.path)), ("BasePath", .string(unit.basePath))]), as: .values))
    do throws(TemplateError) {
      try run.execute(unit.path, data: .map(unit.scope), into: &output)
    } catch {
      throw TemplateFailure.executing(unit.path, error)
    }
    // Most templates are executed once.
    run.forget(unit.path)
  }

  private func collect(
    _ outputs: [(path: String, text: [UInt8])], _ preparation: Preparation
  ) throws(HelmError) -> RenderedChart {
    let root = preparation.root
    var sorter = ManifestSorter()
    sorter.log = preparation.log
    var notes = ""
    for (path, text) in outputs.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
      guard path.hasSuffix("NOTES.txt") else {
        try sorter.take(path, text)
        continue
      }
      guard options.includesSubchartNotes || path == "\(root.name)/templates/NOTES.txt" else { continue }
      if !notes.isEmpty { notes += "\n" }
      notes += String(decoding: text, as: UTF8.self)
    }
    sorter.finish()
    return RenderedChart(
      manifests: sorter.manifests, hooks: sorter.hooks, notes: notes, crds: ChartCRD.all(root, path: root.name),
      log: sorter.log, metadata: root.metadata)
  }
}

/// What Go prints for nothing, which Helm takes out again.
enum NoValue {
  private static let mark = Array("<no value>".utf8)

  /// A copy without it, that takes no more memory than it needs.
  static func removed(from text: [UInt8]) -> [UInt8] {
    guard let first = find(text, from: 0) else { return Array(text[...]) }
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    result += text[..<first]
    var index = first + mark.count
    while let next = find(text, from: index) {
      result += text[index..<next]
      index = next + mark.count
    }
    return result + text[index...]
  }

  private static func find(_ text: [UInt8], from start: Int) -> Int? {
    var index = start
    while let candidate = text[index...].firstIndex(of: UInt8(ascii: "<")) {
      if text[candidate...].starts(with: mark) { return candidate }
      index = candidate + 1
    }
    return nil
  }
}

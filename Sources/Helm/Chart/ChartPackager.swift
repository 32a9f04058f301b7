public import Archive
import JSON
import YAML

/// Writes a chart as an archive, the way `helm package` lays it out: metadata first, subcharts unfolded under
/// `charts/`. Equal charts give equal bytes, because no times are written.
public struct ChartPackager: Sendable {
  public init() {}

  /// The name under which the archive of a chart is kept, `NAME-VERSION.tgz`.
  public static func fileName(_ metadata: ChartMetadata) -> String { "\(metadata.name)-\(metadata.version).tgz" }

  /// Writes a chart and ends the archive. File by file: only one is in memory.
  ///
  /// - Parameter valuesFile: replaces the text of the chart's own `values.yaml`.
  /// - Throws: ``HelmError`` for charts that cannot be loaded again, `ArchiveError` from the disk.
  public func write(
    _ chart: Chart, to writer: ArtifactWriter, valuesFile: [UInt8]? = nil
  ) throws -> ArtifactWriter.Summary {
    var metadata = chart.metadata
    try metadata.validate()
    try write(chart, to: writer, prefix: "", valuesFile: valuesFile ?? chart.valuesFile)
    return try writer.finish()
  }

  private func write(_ chart: Chart, to writer: ArtifactWriter, prefix: String, valuesFile: [UInt8]?) throws {
    let base = prefix + chart.name
    func put(_ name: String, _ bytes: [UInt8]) throws { try writer.file(Array("\(base)/\(name)".utf8), content: bytes) }
    var metadata = chart.metadata
    // Charts of the older format say these in requirements.yaml.
    if metadata.apiVersion == "v1" { metadata.dependencies = [] }
    try put("Chart.yaml", YAML.encode(metadata.jsonValue))
    if metadata.apiVersion == "v2", let lock = chart.lock { try put("Chart.lock", YAML.encode(lock.jsonValue)) }
    if let valuesFile { try put("values.yaml", valuesFile) }
    if let schema = chart.schema {
      guard (try? JSONParser.parse(schema)) != nil else {
        throw HelmError(.chart, "invalid JSON in values.schema.json")
      }
      try put("values.schema.json", schema)
    }
    for file in chart.templates + chart.files { try put(file.name, try file.bytes()) }
    for dependency in chart.dependencies {
      try write(dependency, to: writer, prefix: "\(base)/charts/", valuesFile: dependency.valuesFile)
    }
  }
}

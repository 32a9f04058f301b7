/// A chart with its subcharts, as loaded from a folder or an archive.
///
/// Templates are held as bytes, once. Other files are read when somebody asks for them, because most charts carry
/// documents, tests and CustomResourceDefinitions that no rendering ever looks at.
public struct Chart: Sendable {
  public var metadata: ChartMetadata
  public var lock: ChartLock?
  /// The text of `values.yaml`; `nil` when there is none.
  public var valuesFile: [UInt8]?
  /// The text of `values.schema.json`; `nil` when there is none.
  public var schema: [UInt8]?
  /// What is under `templates/`, in the order in which it was found.
  public var templates: [ChartFile]
  /// Everything else that is no subchart: documents, licences, `crds/`.
  public var files: [ChartFile]
  public var dependencies: [Chart]
  /// The default values of the chart after processing; before it, what ``valuesFile`` says.
  var values: Values

  public init(
    metadata: ChartMetadata, lock: ChartLock? = nil, valuesFile: [UInt8]? = nil, schema: [UInt8]? = nil,
    templates: [ChartFile] = [], files: [ChartFile] = [], dependencies: [Chart] = []
  ) throws(HelmError) {
    self.metadata = metadata
    self.lock = lock
    self.valuesFile = valuesFile
    self.schema = schema
    self.templates = templates
    self.files = files
    self.dependencies = dependencies
    guard let valuesFile else {
      values = Values()
      return
    }
    do throws(HelmError) {
      values = try Values(yaml: valuesFile)
    } catch {
      throw error.prefixed("cannot load values.yaml: ")
    }
  }

  public var name: String { metadata.name }
}

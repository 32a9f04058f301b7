public import JSON

/// One revision of a release, as Helm keeps it in a Secret (H-25-04).
///
/// The chart is kept as its record has it, templates and files included: nobody reads it but Helm's own tools.
public struct Release: Sendable {
  public struct Info: Hashable, Sendable {
    public var firstDeployed: ReleaseTime?
    public var lastDeployed: ReleaseTime?
    public var deleted: ReleaseTime?
    /// What happened last, for people.
    public var description: String
    public var status: ReleaseStatus
    /// The revision that was rolled back to; 0 when this is no rollback.
    public var rollbackRevision: Int
    public var notes: String

    public init(status: ReleaseStatus, description: String = "") {
      self.status = status
      self.description = description
      rollbackRevision = 0
      notes = ""
    }
  }

  public var name: String
  public var namespace: String
  /// From 1 on.
  public var version: Int
  public var info: Info
  /// Members `metadata`, `lock`, `templates`, `values`, `schema`, `schemamodtime`, `files` and `modtime`.
  public var chart: JSONValue
  /// The values that were given, without the chart's own.
  public var config: JSONObject
  /// The objects, document by document, without hooks.
  public var manifest: String
  public var hooks: [RecordedHook]
  /// `nil` in records from before Helm 4, which means client-side.
  public var applyMethod: ApplyMethod?
  /// Labels of the Secret that are not Helm's own.
  public var labels: [String: String]

  public init(
    name: String, namespace: String, version: Int, info: Info, chart: JSONValue, config: JSONObject = [:],
    manifest: String = "", hooks: [RecordedHook] = [], applyMethod: ApplyMethod? = nil, labels: [String: String] = [:]
  ) {
    self.name = name
    self.namespace = namespace
    self.version = version
    self.info = info
    self.chart = chart
    self.config = config
    self.manifest = manifest
    self.hooks = hooks
    self.applyMethod = applyMethod
    self.labels = labels
  }

  public var chartMetadata: JSONValue { chart["metadata"] ?? [:] }
  public var chartName: String { chartMetadata["name"]?.stringValue ?? "" }
  public var chartVersion: String { chartMetadata["version"]?.stringValue ?? "" }
  public var appVersion: String { chartMetadata["appVersion"]?.stringValue ?? "" }

  public mutating func set(_ status: ReleaseStatus, _ description: String) {
    info.status = status
    info.description = description
  }
}

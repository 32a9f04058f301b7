public import GoTemplate
public import JSON

/// What a rendering is made for.
public struct ReleaseOptions: Sendable {
  public var name: String
  public var namespace: String
  public var revision: Int
  public var isUpgrade: Bool

  public init(name: String, namespace: String = "default", revision: Int = 1, isUpgrade: Bool = false) {
    self.name = name
    self.namespace = namespace
    self.revision = revision
    self.isUpgrade = isUpgrade
  }
}

/// How a chart is rendered.
public struct RenderOptions: Sendable {
  /// Answers `lookup "v1" "ConfigMap" "namespace" "name"`; an empty object when there is none. Runs on the thread of
  /// the rendering, which may wait.
  public typealias Lookup =
    @Sendable (_ apiVersion: String, _ kind: String, _ namespace: String, _ name: String) throws -> JSONValue

  public var capabilities = Capabilities.offline
  public var skipsSchemaValidation = false
  /// Whether notes of subcharts are part of the notes.
  public var includesSubchartNotes = false
  /// `nil` answers every `lookup` with an empty object, as without a cluster.
  public var lookup: Lookup?
  /// Answers `getHostByName`; `nil` gives an empty text, Helm's default.
  public var resolvesHost: (@Sendable (String) -> String)?
  /// Bounds on time, output and memory of the templates.
  public var limits = TemplateLimits()

  public init() {}

  /// For a command that somebody runs on a machine of their own: what the templates write may take more room than a
  /// controller has for it.
  public static var commandLine: RenderOptions {
    var options = RenderOptions()
    options.limits.textBytes = 512 << 20
    options.limits.valueBytes = 256 << 20
    options.limits.outputBytes = 2 << 30
    options.limits.producedBytes = 8 << 30
    options.limits.steps = 1_000_000_000
    return options
  }
}

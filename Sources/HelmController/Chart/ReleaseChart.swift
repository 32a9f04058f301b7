import GitOpsAPI
import Helm
import JSON
import OperatorKit

/// What a chart calls itself.
struct ChartIdentity: Sendable, Hashable {
  let name: String
  let version: String
  let appVersion: String

  /// `shop@1.2.3`.
  var versionedName: String { "\(name)@\(version)" }
}

/// What a chart is rendered for.
struct RenderRequest: Sendable {
  let releaseName: String
  let namespace: String
  let revision: Int
  let isUpgrade: Bool
  let values: JSONObject
  /// What stands in for the chart's own values; `nil` for these.
  var defaults: JSONObject?
  let skipsSchemaValidation: Bool
  let capabilities: Capabilities
  /// Answers `lookup` from the cluster.
  let lookup: RenderOptions.Lookup?
  /// Answers `getHostByName`; `nil` unless the gate `AllowDNSLookups` is on.
  let resolvesHost: (@Sendable (String) -> String)?
  let postRenderStrategy: PostRenderStrategy
  /// Whose post-renderers, common metadata and labels follow.
  let object: HelmRelease
}

/// What rendering has made.
struct RenderedRelease: Sendable {
  var manifest: String
  var hooks: [RecordedHook]
  var notes: String
  /// The chart as a record keeps it.
  var chart: JSONValue
  /// The values as a record keeps them: without the chart's own.
  var config: JSONObject
  /// The files of `crds/`.
  var definitions: [(name: String, bytes: [UInt8])]
}

public import OperatorKit

/// What a release was when it was last observed.
public struct ReleaseSnapshot: Codable, Hashable, Sendable {
  public var action: ReleaseAction?
  /// How ``digest`` was made; ``currentAPIVersion`` for the present way.
  @NonEmpty public var apiVersion: String?
  @NonEmpty public var appVersion: String?
  public var chartName: String
  public var chartVersion: String
  public var configDigest: String
  public var deleted: Timestamp?
  public var digest: String
  public var firstDeployed: Timestamp
  public var lastDeployed: Timestamp
  public var name: String
  public var namespace: String
  @NonEmpty public var ociDigest: String?
  public var status: String
  /// `nil` when the tests have not run; empty when there are none to run.
  public var testHooks: [String: TestHookStatus]?
  public var version: Int

  public static let currentAPIVersion = "v2"

  public init(
    name: String, namespace: String, version: Int, status: String, chartName: String, chartVersion: String,
    configDigest: String, digest: String, firstDeployed: Timestamp, lastDeployed: Timestamp
  ) {
    apiVersion = Self.currentAPIVersion
    self.name = name
    self.namespace = namespace
    self.version = version
    self.status = status
    self.chartName = chartName
    self.chartVersion = chartVersion
    self.configDigest = configDigest
    self.digest = digest
    self.firstDeployed = firstDeployed
    self.lastDeployed = lastDeployed
  }

  /// `apps/shop.v3`.
  public var fullReleaseName: String { "\(namespace)/\(name).v\(version)" }
  /// `shop@1.2.3`.
  public var versionedChartName: String { "\(chartName)@\(chartVersion)" }

  package static let schema = Schema.object("What a release was.") {
    Field("action", .string, "What made the release.")
    Field("apiVersion", .string, "How the digest was made.")
    Field("appVersion", .string, "Version of the application in the chart.")
    Field("chartName", required: .string, "Name of the chart.")
    Field("chartVersion", required: .string, "Version of the chart.")
    Field("configDigest", required: .string, "Digest of the values.")
    Field("deleted", .timestamp, "When the release was deleted.")
    Field("digest", required: .string, "Digest of the release record.")
    Field("firstDeployed", required: .timestamp, "When the release was first deployed.")
    Field("lastDeployed", required: .timestamp, "When the release was last deployed.")
    Field("name", required: .string, "Name of the release.")
    Field("namespace", required: .string, "Namespace of the release.")
    Field("ociDigest", .string, "Digest of the chart in its registry.")
    Field("status", required: .string, "Status of the release.")
    Field("testHooks", .map(TestHookStatus.schema), "How the tests went, by name.")
    Field("version", required: .integer, "Revision of the release.")
  }
}

/// How a test of a release went.
public struct TestHookStatus: Codable, Hashable, Sendable {
  public var lastCompleted: Timestamp?
  public var lastStarted: Timestamp?
  @NonEmpty public var phase: String?

  public init() {}

  package static let schema = Schema.object("How a test went.") {
    Field("lastCompleted", .timestamp, "When the test last ended.")
    Field("lastStarted", .timestamp, "When the test last began.")
    Field("phase", .string, "Outcome of the test.")
  }
}

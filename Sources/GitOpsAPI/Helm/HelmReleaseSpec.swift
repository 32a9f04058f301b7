public import JSON
public import OperatorKit

extension HelmRelease {
  /// Which chart to install, with which values, and how.
  public struct Spec: Codable, Hashable, Sendable {
    /// Makes a HelmChart. Exactly one of this and ``chartRef`` is set.
    public var chart: ChartTemplate?
    public var chartRef: ChartReference?
    public var commonMetadata: CommonMetadata?
    @OrEmpty public var dependsOn: [DependencyReference]
    public var driftDetection: DriftDetection?
    @OrEmpty public var healthCheckExprs: [HealthCheckExpression]
    public var install: Install?
    public var interval: GoDuration
    public var kubeConfig: KubeConfigReference?
    public var maxHistory: Int?
    public var persistentClient: Bool?
    public var postRenderStrategy: PostRenderStrategy?
    @OrEmpty public var postRenderers: [PostRenderer]
    @NonEmpty public var releaseName: String?
    public var rollback: Rollback?
    @NonEmpty public var serviceAccountName: String?
    @NonEmpty public var storageNamespace: String?
    @OrEmpty public var suspend: Bool
    @NonEmpty public var targetNamespace: String?
    public var test: Test?
    public var timeout: GoDuration?
    public var uninstall: Uninstall?
    public var upgrade: Upgrade?
    /// Inline values, as they stand in the object.
    public var values: JSONValue?
    @OrEmpty public var valuesFrom: [ValuesReference]
    public var waitStrategy: WaitStrategy?

    public init(interval: GoDuration) { self.interval = interval }

    public var effectiveTimeout: GoDuration { timeout ?? .seconds(300) }
    /// Releases to keep; 0 for all.
    public var effectiveMaxHistory: Int { maxHistory ?? 5 }
    public var usesPersistentClient: Bool { persistentClient ?? true }
    public var effectiveDriftDetection: DriftDetectionMode { driftDetection?.mode ?? .disabled }
  }
}

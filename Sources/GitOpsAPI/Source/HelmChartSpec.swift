public import OperatorKit

extension HelmChart {
  /// Which chart to fetch, and what to change in it.
  public struct Spec: Codable, Hashable, Sendable {
    /// A chart's name in a Helm repository, or a path in another source.
    public var chart: String
    @OrEmpty public var ignoreMissingValuesFiles: Bool
    public var interval: GoDuration
    public var reconcileStrategy: ReconcileStrategy?
    public var sourceRef: SourceReference
    @OrEmpty public var suspend: Bool
    @OrEmpty public var valuesFiles: [String]
    public var verify: Verification?
    @NonEmpty public var version: String?

    public init(chart: String, sourceRef: SourceReference, interval: GoDuration) {
      self.chart = chart
      self.sourceRef = sourceRef
      self.interval = interval
    }

    public var effectiveVersion: String { version ?? "*" }
    public var effectiveReconcileStrategy: ReconcileStrategy { reconcileStrategy ?? .chartVersion }
  }

  /// Where a chart comes from; in the same namespace.
  public struct SourceReference: Codable, Hashable, Sendable {
    @NonEmpty public var apiVersion: String?
    public var kind: SourceKind
    public var name: String

    public init(kind: SourceKind, name: String) {
      self.kind = kind
      self.name = name
    }

    /// The kinds that hold charts.
    public static let kinds: [SourceKind] = [.helmRepository, .gitRepository, .bucket]

    package static let schema = Schema.object("Where the chart comes from.") {
      Field("apiVersion", .string, "API version of the source.")
      Field("kind", required: .oneOf(kinds), "Kind of the source.")
      Field("name", required: .string, "Name of the source.")
    }
  }
}

extension HelmChart.Spec {
  package static let schema = Schema.object("A chart that is fetched or packaged into an artifact.") {
    Field("chart", required: .string, "Name of the chart, or its path in a GitRepository or Bucket.")
    Field("ignoreMissingValuesFiles", .boolean, "Skip values files that do not exist.")
    Field.interval
    Field("reconcileStrategy", ReconcileStrategy.schema, "What counts as a new chart.")
    Field("sourceRef", required: HelmChart.SourceReference.schema, "Where the chart comes from.")
    Field.suspend
    Field("valuesFiles", .strings, "Files that replace the chart's values.yaml; later ones win.")
    Field("verify", HelmChart.Verification.schema, "Signatures to check.")
    Field("version", .string.defaulting(to: "*"), "Range of versions, of which the highest is taken.")
  }
  .rule(
    "!has(self.verify) || self.sourceRef.kind == 'HelmRepository'",
    "spec.verify is only supported when spec.sourceRef.kind is 'HelmRepository'")
}

/// What counts as a new chart.
public struct ReconcileStrategy: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// A new version in the chart's metadata.
  public static let chartVersion = ReconcileStrategy(rawValue: "ChartVersion")
  /// Any new revision of a source other than a Helm repository.
  public static let revision = ReconcileStrategy(rawValue: "Revision")
  public static let known = [chartVersion, revision]

  package static let schema = Schema.oneOf(ReconcileStrategy.self).defaulting(to: chartVersion)
}

public import OperatorKit

extension HelmRelease {
  /// The HelmChart that is made for a release.
  public struct ChartTemplate: Codable, Hashable, Sendable {
    public var metadata: CommonMetadata?
    public var spec: Spec

    public init(spec: Spec, metadata: CommonMetadata? = nil) {
      self.spec = spec
      self.metadata = metadata
    }

    package static let schema = Schema.object("The HelmChart to make.") {
      Field("metadata", CommonMetadata.schema, "Labels and annotations of the HelmChart.")
      Field("spec", required: Spec.schema, "Which chart to fetch.")
    }

    /// Which chart to fetch; see ``HelmChart/Spec``.
    public struct Spec: Codable, Hashable, Sendable {
      public var chart: String
      @OrEmpty public var ignoreMissingValuesFiles: Bool
      /// `nil` for the interval of the release.
      public var interval: GoDuration?
      public var reconcileStrategy: ReconcileStrategy?
      public var sourceRef: SourceReference
      @OrEmpty public var valuesFiles: [String]
      public var verify: Verification?
      @NonEmpty public var version: String?

      public init(chart: String, sourceRef: SourceReference) {
        self.chart = chart
        self.sourceRef = sourceRef
      }

      package static let schema = Schema.object("Which chart to fetch.") {
        Field("chart", required: .string(1...2048), "Name of the chart, or its path in the source.")
        Field("ignoreMissingValuesFiles", .boolean, "Skip values files that do not exist.")
        Field("interval", .duration, "How often to look for changes; by default that of the release.")
        Field("reconcileStrategy", ReconcileStrategy.schema, "What counts as a new chart.")
        Field("sourceRef", required: SourceReference.schema, "Where the chart comes from.")
        Field("valuesFiles", .strings, "Files that replace the chart's values.yaml; later ones win.")
        Field("verify", Verification.schema, "Signatures to check.")
        Field("version", .string.defaulting(to: "*"), "Range of versions, of which the highest is taken.")
      }
    }

    /// Where a chart comes from.
    public struct SourceReference: Codable, Hashable, Sendable {
      @NonEmpty public var apiVersion: String?
      public var kind: SourceKind
      public var name: String
      @NonEmpty public var namespace: String?

      public init(kind: SourceKind, name: String, namespace: String? = nil) {
        self.kind = kind
        self.name = name
        self.namespace = namespace
      }

      package static let schema = Schema.object("Where the chart comes from.") {
        Field("apiVersion", .string, "API version of the source.")
        Field("kind", required: .oneOf(HelmChart.SourceReference.kinds), "Kind of the source.")
        Field("name", required: .string(1...253), "Name of the source.")
        Field("namespace", .string(1...63), "Namespace of the source; by default that of this object.")
      }
    }

    /// How the signature of a chart is checked.
    public struct Verification: Codable, Hashable, Sendable {
      public var provider: SignatureProvider
      public var secretRef: LocalObjectReference?

      public init(provider: SignatureProvider, secretRef: LocalObjectReference? = nil) {
        self.provider = provider
        self.secretRef = secretRef
      }

      package static let schema = Schema.object("Signatures to check.") {
        Field.signatureProvider
        Field.signatureKeys
      }
    }
  }

  /// A source that holds the chart already.
  public struct ChartReference: Codable, Hashable, Sendable {
    @NonEmpty public var apiVersion: String?
    public var kind: SourceKind
    public var name: String
    @NonEmpty public var namespace: String?

    public init(kind: SourceKind, name: String, namespace: String? = nil) {
      self.kind = kind
      self.name = name
      self.namespace = namespace
    }

    /// The kinds whose artifacts are charts.
    public static let kinds: [SourceKind] = [.ociRepository, .helmChart, .externalArtifact]

    package static let schema = Schema.object("A source that holds the chart already.") {
      Field("apiVersion", .string, "API version of the source.")
      Field("kind", required: .oneOf(kinds), "Kind of the source.")
      Field("name", required: .string(1...253), "Name of the source.")
      Field("namespace", .string(1...63), "Namespace of the source; by default that of this object.")
    }
  }
}

public import OperatorKit

extension Kustomization {
  /// What to build, and how to apply it.
  public struct Spec: Codable, Hashable, Sendable {
    @OrEmpty public var buildMetadata: [BuildMetadataOption]
    public var commonMetadata: CommonMetadata?
    @OrEmpty public var components: [String]
    public var decryption: Decryption?
    public var deletionPolicy: DeletionPolicy?
    @OrEmpty public var dependsOn: [DependencyReference]
    @OrEmpty public var force: Bool
    @OrEmpty public var healthCheckExprs: [HealthCheckExpression]
    @OrEmpty public var healthChecks: [ObjectReference]
    @OrEmpty public var ignore: [DriftIgnoreRule]
    @OrEmpty public var ignoreMissingComponents: Bool
    @OrEmpty public var images: [ImageOverride]
    public var interval: GoDuration
    public var kubeConfig: KubeConfigReference?
    @NonEmpty public var namePrefix: String?
    @NonEmpty public var nameSuffix: String?
    @OrEmpty public var patches: [InlinePatch]
    /// `nil` for the root of the artifact.
    @NonEmpty public var path: String?
    public var postBuild: PostBuild?
    public var prune: Bool
    public var retryInterval: GoDuration?
    @NonEmpty public var serviceAccountName: String?
    public var sourceRef: SourceReference
    @OrEmpty public var suspend: Bool
    @NonEmpty public var targetNamespace: String?
    public var timeout: GoDuration?
    @OrEmpty public var wait: Bool

    public init(interval: GoDuration, prune: Bool, sourceRef: SourceReference) {
      self.interval = interval
      self.prune = prune
      self.sourceRef = sourceRef
    }
  }
}

extension Kustomization.Spec {
  private static let minimumTimeout = GoDuration.seconds(30)

  /// How long after a failure to try again.
  public var effectiveRetryInterval: GoDuration { retryInterval ?? interval }

  /// The limit for build, apply and health checks: by default half a minute less than the interval, and never less
  /// than half a minute.
  public var effectiveTimeout: GoDuration {
    let (less, _) = interval.nanoseconds.subtractingReportingOverflow(Self.minimumTimeout.nanoseconds)
    return max(timeout ?? GoDuration(nanoseconds: less), Self.minimumTimeout)
  }

  public var effectiveDeletionPolicy: DeletionPolicy { deletionPolicy ?? .mirrorPrune }
}

/// What happens to applied objects when their Kustomization is deleted.
public struct DeletionPolicy: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// What `spec.prune` says.
  public static let mirrorPrune = DeletionPolicy(rawValue: "MirrorPrune")
  public static let delete = DeletionPolicy(rawValue: "Delete")
  public static let waitForTermination = DeletionPolicy(rawValue: "WaitForTermination")
  public static let orphan = DeletionPolicy(rawValue: "Orphan")
  public static let known = [mirrorPrune, delete, waitForTermination, orphan]
}

/// What kustomize notes on the objects it builds.
public struct BuildMetadataOption: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let originAnnotations = BuildMetadataOption(rawValue: "originAnnotations")
  public static let transformerAnnotations = BuildMetadataOption(rawValue: "transformerAnnotations")
  public static let known = [originAnnotations, transformerAnnotations]
}

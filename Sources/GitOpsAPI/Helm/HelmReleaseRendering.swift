extension HelmRelease {
  /// A change to rendered manifests, before they are applied.
  public struct PostRenderer: Codable, Hashable, Sendable {
    public var kustomize: Kustomize?

    public init(kustomize: Kustomize? = nil) { self.kustomize = kustomize }

    package static let schema = Schema.object("A change to the rendered manifests.") {
      Field("kustomize", Kustomize.schema, "Patches and images.")
    }
  }

  /// What kustomize does to rendered manifests.
  public struct Kustomize: Codable, Hashable, Sendable {
    @OrEmpty public var images: [ImageOverride]
    @OrEmpty public var patches: [InlinePatch]

    public init(patches: [InlinePatch] = [], images: [ImageOverride] = []) {
      self.patches = patches
      self.images = images
    }

    package static let schema = Schema.object("Patches and images.") {
      Field("images", .list(ImageOverride.schema), "Other names, tags or digests for images.")
      Field("patches", .list(InlinePatch.schema), "Patches, in the order in which they are applied.")
    }
  }

  /// How actions wait for objects.
  public struct WaitStrategy: Codable, Hashable, Sendable {
    public var name: WaitStrategyName

    public init(name: WaitStrategyName) { self.name = name }

    package static let schema = Schema.object("How to wait for objects.") {
      Field("name", required: .oneOf(WaitStrategyName.self), "By status, or as Helm 3 did.")
    }
  }

  /// What is done about changes that others make to objects of a release.
  public struct DriftDetection: Codable, Hashable, Sendable {
    @OrEmpty public var ignore: [DriftIgnoreRule]
    public var mode: DriftDetectionMode?

    public init(mode: DriftDetectionMode? = nil, ignore: [DriftIgnoreRule] = []) {
      self.mode = mode
      self.ignore = ignore
    }

    package static let schema = Schema.object("What to do when others change objects.") {
      Field("ignore", .list(DriftIgnoreRule.schema), "Fields that others may change.")
      Field("mode", .oneOf(DriftDetectionMode.self), "Correct, tell, or neither, which is the default.")
    }
  }
}

/// Which manifests post-renderers are given.
public struct PostRenderStrategy: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Hooks are left as they are.
  public static let noHooks = PostRenderStrategy(rawValue: "nohooks")
  public static let combined = PostRenderStrategy(rawValue: "combined")
  public static let separate = PostRenderStrategy(rawValue: "separate")
  public static let known = [noHooks, combined, separate]
}

/// How readiness of objects is found out.
public struct WaitStrategyName: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// By the status of each object, as kstatus reads it.
  public static let poller = WaitStrategyName(rawValue: "poller")
  /// As Helm 3 did.
  public static let legacy = WaitStrategyName(rawValue: "legacy")
  public static let known = [poller, legacy]
}

/// What is done about drift.
public struct DriftDetectionMode: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let enabled = DriftDetectionMode(rawValue: "enabled")
  public static let warn = DriftDetectionMode(rawValue: "warn")
  public static let disabled = DriftDetectionMode(rawValue: "disabled")
  public static let known = [enabled, warn, disabled]
}

/// What a Flux Kustomization adds to the kustomization file in its path.
public struct FluxBuildSpec: Sendable {
  /// Replaces `namespace` of the file (K-02-13).
  public var targetNamespace: String?
  public var namePrefix: String?
  public var nameSuffix: String?
  /// Directories of components, relative to the path (K-09-09).
  public var components: [String]
  /// Whether components that do not exist are left out.
  public var ignoreMissingComponents: Bool
  public var patches: [FluxPatch]
  public var images: [FluxImage]
  /// Replaces `buildMetadata` of the file unless empty.
  public var buildMetadata: [String]
  /// Labels and annotations for all objects, set when the objects are read from the result.
  public var commonMetadata: CommonMetadata

  public init(
    targetNamespace: String? = nil, namePrefix: String? = nil, nameSuffix: String? = nil, components: [String] = [],
    ignoreMissingComponents: Bool = false, patches: [FluxPatch] = [], images: [FluxImage] = [],
    buildMetadata: [String] = [], commonMetadata: CommonMetadata = CommonMetadata()
  ) {
    self.targetNamespace = targetNamespace
    self.namePrefix = namePrefix
    self.nameSuffix = nameSuffix
    self.components = components
    self.ignoreMissingComponents = ignoreMissingComponents
    self.patches = patches
    self.images = images
    self.buildMetadata = buildMetadata
    self.commonMetadata = commonMetadata
  }
}

/// A strategic merge patch or JSON patch of a Flux Kustomization.
public struct FluxPatch: Sendable, Hashable {
  /// What the patch applies to. The parts but the selectors are regular expressions for the whole text (K-09-12).
  public struct Target: Sendable, Hashable {
    public var group: String
    public var version: String
    public var kind: String
    public var name: String
    public var namespace: String
    public var labelSelector: String
    public var annotationSelector: String

    public init(
      group: String = "", version: String = "", kind: String = "", name: String = "", namespace: String = "",
      labelSelector: String = "", annotationSelector: String = ""
    ) {
      self.group = group
      self.version = version
      self.kind = kind
      self.name = name
      self.namespace = namespace
      self.labelSelector = labelSelector
      self.annotationSelector = annotationSelector
    }
  }

  public var patch: String
  public var target: Target?

  public init(patch: String, target: Target? = nil) {
    self.patch = patch
    self.target = target
  }
}

/// An image to rename or to pin.
public struct FluxImage: Sendable, Hashable {
  public var name: String
  public var newName: String
  public var newTag: String
  public var digest: String

  public init(name: String, newName: String = "", newTag: String = "", digest: String = "") {
    self.name = name
    self.newName = newName
    self.newTag = newTag
    self.digest = digest
  }
}

import YAML

/// How a build is done.
public struct BuildOptions: Sendable {
  public var loadRestriction: LoadRestriction
  public var limits: BuildLimits
  /// Whether objects are brought into kustomize's legacy order where the kustomization has no `sortOptions`, as the
  /// command line does.
  public var sortsByDefault: Bool
  /// What the build may read from other machines; `nil` where that is forbidden.
  public var remote: RemoteFiles?
  /// Whether the file that `openapi.path` names adds to the built-in schema instead of replacing it, as in Flux.
  var extendsBuiltinSchema = false

  public init(
    loadRestriction: LoadRestriction = .rootOnly, limits: BuildLimits = BuildLimits(), sortsByDefault: Bool = true,
    remote: RemoteFiles? = nil
  ) {
    self.remote = remote
    self.loadRestriction = loadRestriction
    self.limits = limits
    self.sortsByDefault = sortsByDefault
  }
}

/// `kustomize build`: from files to objects, without a network and without a cluster.
///
/// ```swift
/// let resources = try KustomizeBuild(DiskFileSystem(root: "/"), directory: "/overlays/prod").run()
/// for resource in resources { print(resource.encoded()) }
/// ```
public struct KustomizeBuild {
  private let fileSystem: any KustomizeFileSystem
  private let directory: String
  private let options: BuildOptions
  /// What replaces or extends the kustomization file of the directory; used by ``FluxBuild``.
  private let overlay: (@Sendable (Kustomization?) throws -> Kustomization)?

  /// - Parameters:
  ///   - fileSystem: all the files that the build may read.
  ///   - directory: the directory with the kustomization file, from the root of the file system.
  public init(_ fileSystem: any KustomizeFileSystem, directory: String, options: BuildOptions = BuildOptions()) {
    self.init(fileSystem, directory: directory, options: options, overlay: nil)
  }

  init(
    _ fileSystem: any KustomizeFileSystem, directory: String, options: BuildOptions,
    overlay: (@Sendable (Kustomization?) throws -> Kustomization)?
  ) {
    self.fileSystem = fileSystem
    self.directory = directory
    self.options = options
    self.overlay = overlay
  }

  /// Builds the directory.
  ///
  /// - Returns: the objects in the order in which kustomize prints them.
  /// - Throws: ``KustomizeError`` in kustomize's words, with the file and line where they are known.
  public func run() throws(KustomizeError) -> [Resource] {
    do { return try build() } catch { throw KustomizeError.from(error) }
  }

  private func build() throws -> [Resource] {
    let budget = BuildBudget(options.limits)
    let loader = try Loader(
      fileSystem, directory: directory, restriction: options.loadRestriction, budget: budget, remote: options.remote)
    let (fileName, kustomization) = try load(loader)
    let schema = SchemaInUse()
    if let custom = try SchemaReader.custom(kustomization, loader) {
      schema.adopt(options.extendsBuiltinSchema ? MergeSchema.builtin.extended(by: custom) : custom)
    }
    let target = BuildTarget(
      loader: loader, kustomization: kustomization, fileName: fileName, schema: schema,
      origin: kustomization.buildMetadata.isEmpty ? nil : Origin())
    var result = try target.accumulate()
    try HashTransformer().transform(&result.set)
    try NameReferenceFixer(result.config.nameReferences).fix(&result.set)
    try VariableResolver(Array(result.variables.values), in: result.set).resolve(
      &result.set, result.config.varReferences)
    result.set.removeAll(where: \.isLocalConfig)
    try sort(&result.set, kustomization)
    // Taken out, so that the trees have one owner and are not copied when they change for the last time.
    var resources = result.set.takeAll()
    for index in resources.indices { try finish(&resources[index], kustomization.buildMetadata) }
    return resources
  }

  private func load(_ loader: Loader) throws -> (String, Kustomization) {
    guard let overlay else { return try KustomizationFile.load(loader) }
    let exists = Kustomization.fileNames.contains { (try? loader.load($0)) != nil }
    guard exists else { return (Kustomization.fileNames[0], try overlay(nil)) }
    let (fileName, kustomization) = try KustomizationFile.load(loader, isForgiving: true)
    return (fileName, try overlay(kustomization))
  }

  private func sort(_ set: inout ResourceSet, _ kustomization: Kustomization) throws {
    if let options = kustomization.sortOptions {
      try SortTransformer(options).transform(&set)
    } else if options.sortsByDefault {
      try SortTransformer.legacy.transform(&set)
    }
  }

  private func finish(_ resource: inout Resource, _ metadata: [String]) throws {
    if metadata.contains("managedByLabel") {
      resource.setLabels(
        resource.labels.merging(["app.kubernetes.io/managed-by": "kustomize-v5.8.1"]) { _, new in new })
    }
    resource.finishAnnotations(
      keepsOrigin: metadata.contains("originAnnotations"),
      keepsTransformations: metadata.contains("transformerAnnotations"))
    let id = resource.id
    do { try resource.node.prepareForJSON() } catch {
      let line = error.line > 0 ? error.line : nil
      let source = resource.source
      throw KustomizeError("object '\(id)': \(error.goDescription)", file: source?.file, line: line ?? source?.line)
    }
  }
}

extension Resource {
  private static let originKey = "config.kubernetes.io/origin"
  private static let transformationsKey = "alpha.config.kubernetes.io/transformations"
  private static let localConfigKey = "config.kubernetes.io/local-config"

  /// Annotations by which kustomize and its functions keep notes.
  private static let internalKeys: Set<String> =
    Set(
      [
        "previousKinds", "previousNames", "prefixes", "suffixes", "previousNamespaces", "allowNameChange",
        "allowKindChange", "refBy", "generatorBehavior", "needsHashSuffix", "path", "index", "seqindent", "id",
        "annotations-migration-resource-id",
      ].map { "internal.config.kubernetes.io/" + $0 }
    )
    .union(["path", "index", "id"].map { "config.kubernetes.io/" + $0 })
    .union(["config.k8s.io/id"])

  /// Applies a patch that may replace all annotations, and with them what `buildMetadata` has noted so far.
  mutating func applyPatch(_ patch: (inout Resource) throws -> Void) rethrows {
    guard let origin else { return try patch(&self) }
    var marked = annotations
    marked[Self.originKey] = origin.annotation
    if !transformations.isEmpty { marked[Self.transformationsKey] = Origin.annotation(transformations) }
    setAnnotations(marked)
    try patch(&self)
    if isEmpty { return }
    var left = annotations
    if left.removeValue(forKey: Self.originKey) == nil { self.origin = nil }
    if left.removeValue(forKey: Self.transformationsKey) == nil { transformations = [] }
    setAnnotations(left)
  }

  /// Whether the object only configures the build.
  fileprivate var isLocalConfig: Bool { annotations[Self.localConfigKey].map { $0 != "false" } ?? false }

  /// Removes what was noted during the build and writes what `buildMetadata` asks for. All annotations become strings.
  fileprivate mutating func finishAnnotations(keepsOrigin: Bool, keepsTransformations: Bool) {
    var annotations = annotations
    for key in Self.internalKeys { annotations[key] = nil }
    if keepsOrigin {
      if let origin { annotations[Self.originKey] = origin.annotation }
    } else {
      annotations[Self.originKey] = nil
    }
    if keepsTransformations {
      if !transformations.isEmpty { annotations[Self.transformationsKey] = Origin.annotation(transformations) }
    } else {
      annotations[Self.transformationsKey] = nil
    }
    setAnnotations(annotations)
  }

  /// The object as YAML, as `kustomize build` prints it.
  public func encoded() -> [UInt8] { YAML.encode(node) }
}

extension Sequence<Resource> {
  /// All objects as one text, as `kustomize build` prints it.
  public func encoded() -> [UInt8] {
    var output: [UInt8] = []
    for (index, resource) in enumerated() {
      if index > 0 { output += Array("---\n".utf8) }
      output += resource.encoded()
    }
    return output
  }
}

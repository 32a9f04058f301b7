import ControllerSupport
import GitOpsAPI
import JSON
import Kustomize
import OperatorKit

/// What a build has made: the objects to apply, and their digest.
struct BuiltSet: Sendable {
  let set: ApplySet
  /// Digest of the manifests after substitution, `sha256:<hex>`.
  let digest: String
  let usedRemoteBases: Bool
}

/// Fetches the artifact, builds the path in it, and substitutes variables.
struct BuildStep: Sendable {
  let artifacts: ArtifactCache
  /// `nil` where bases on other machines are forbidden.
  let remote: RemoteBases?
  let budget: MemoryBudget
  let options: KustomizeOptions

  /// What a build may need beside its output.
  private static let memoryEstimate = 8 << 20

  /// Throws ``KustomizationFailure``.
  func run(
    _ object: Kustomization, _ artifact: Artifact, _ variables: SubstitutionVariables
  ) async throws -> BuiltSet {
    let lease = try await artifacts.lease(artifact, for: object)
    defer { lease.release() }
    let build: @Sendable (RemoteFiles?) async throws -> BuiltSet = { [budget, options] files in
      let reservation = try await budget.acquire(BuildStep.memoryEstimate)
      defer {
        reservation.release()
        Allocator.returnFreedMemory()
      }
      let strict = options.has(KustomizeOptions.Gate.strictPostBuildSubstitutions)
      return try await onOwnThread { try BuildStep.build(object, in: lease.path, variables, strict: strict, files) }
    }
    guard let remote else { return try await build(nil) }
    return try await remote.build(build)
  }

  private static func build(
    _ object: Kustomization, in root: String, _ variables: SubstitutionVariables, strict: Bool, _ remote: RemoteFiles?
  ) throws -> BuiltSet {
    let fileSystem = DiskFileSystem(root: root)
    try checkPath(object, fileSystem)
    do {
      let objects = try FluxBuild(
        root: fileSystem, path: object.spec.path ?? "", spec: FluxBuildSpec(object.spec), variables: variables.values,
        strict: strict, remote: remote
      ).run()
      let digest = objects.digest
      return BuiltSet(
        set: try applySet(objects, of: object), digest: digest, usedRemoteBases: remote?.isEmpty == false)
    } catch let failure as KustomizationFailure {
      throw failure
    } catch {
      throw KustomizationFailure(Reason.buildFailed, "\(error)")
    }
  }

  /// Packs what was built for the way to the cluster, one object after the other, so that it is there only once.
  static func applySet(_ built: consuming FluxObjects, of object: Kustomization) throws -> ApplySet {
    var objects = built
    var set = ApplySet(
      owner: OwnerLabels(of: object),
      common: OperatorKit.CommonMetadata(
        labels: object.spec.commonMetadata?.labels ?? [:], annotations: object.spec.commonMetadata?.annotations ?? [:]))
    while let built = try objects.next() {
      let origin = built.source.map { ObjectOrigin(file: $0.file, line: $0.line) }
      for document in ManifestDocuments.objects(in: built.value) {
        try refuseEncrypted(document)
        try set.add(document, origin: origin)
      }
    }
    return set
  }

  /// What is still encrypted must not become a Secret full of cipher text.
  private static func refuseEncrypted(_ object: DynamicObject) throws {
    guard object.kind == "Secret", object.json["sops"]?.objectValue != nil else { return }
    throw KustomizationFailure(
      Reason.reconciliationFailed,
      "\(OperatorKit.ObjectReference(object).subject) is SOPS encrypted, configuring decryption is required for this "
        + "secret to be reconciled; here secrets come from elsewhere, so keep no encrypted ones in the source")
  }

  /// A path that is not there is told apart from a build that fails.
  private static func checkPath(_ object: Kustomization, _ files: DiskFileSystem) throws {
    let path = object.spec.path ?? "/"
    let entry = try? files.entry(at: FilePath.clean("/" + path))
    guard case .directory = entry else {
      throw KustomizationFailure(
        Reason.artifactFailed,
        "kustomization path not found: '\(path)' is not a directory in the artifact; correct spec.path")
    }
  }
}

import Digests
public import JSON
import YAML

/// The build of a Flux Kustomization: a directory of an artifact, what the Kustomization adds to it, and the
/// substitution of variables.
///
/// Files are read from the jail of the artifact only; within it, nothing is off limits (K-10-01). The kustomization
/// file is merged in memory, never written.
///
/// ```swift
/// let build = FluxBuild(root: DiskFileSystem(root: artifact), path: "./deploy/prod", spec: spec, variables: nil)
/// var objects = try build.run()
/// while let object = try objects.next() { apply(object.value) }
/// ```
public struct FluxBuild: Sendable {
  private let root: any KustomizeFileSystem
  private let path: String
  private let spec: FluxBuildSpec
  private let variables: [String: String]?
  private let strict: Bool
  private let limits: BuildLimits
  private let remote: RemoteFiles?

  /// - Parameters:
  ///   - root: the files of the artifact.
  ///   - path: the directory to build, from the root of the artifact.
  ///   - variables: what to substitute; `nil` to substitute nothing (K-11-03).
  ///   - strict: whether variables without a value and without a default are errors (K-11-10).
  ///   - remote: what may be read from other machines; `nil` where that is forbidden (K-10-02).
  public init(
    root: any KustomizeFileSystem, path: String, spec: FluxBuildSpec = FluxBuildSpec(), variables: [String: String]?,
    strict: Bool = true, limits: BuildLimits = BuildLimits(), remote: RemoteFiles? = nil
  ) {
    self.remote = remote
    self.root = root
    self.path = FilePath.clean("/" + path)
    self.spec = spec
    self.variables = variables
    self.strict = strict
    self.limits = limits
  }

  /// Builds the directory.
  ///
  /// - Throws: ``KustomizeError`` with a message for the condition `BuildFailed`.
  public func run() throws(KustomizeError) -> FluxObjects {
    var options = BuildOptions(loadRestriction: .none, limits: limits, sortsByDefault: false, remote: remote)
    options.extendsBuiltinSchema = true
    let resources: [Resource]
    do {
      resources = try KustomizeBuild(root, directory: path, options: options, overlay: overlay).run()
    } catch {
      // What is wrong with the manifests themselves, or with the Kustomization, is not kustomize's fault.
      throw error.kind == .decoding || error.kind == .configuration ? error : error.prefixed("kustomize build failed")
    }
    do { return try finish(consume resources) } catch { throw KustomizeError.from(error) }
  }

  /// Makes the kustomization that is built from the one in the directory, if there is one.
  private var overlay: @Sendable (Kustomization?) throws -> Kustomization {
    let overlay = KustomizationOverlay(spec: spec) { [root, path] component in
      (try? root.entry(at: FilePath.join(path, component))) != nil
    }
    let scanner = ManifestScanner(fileSystem: root, limits: limits)
    return { [path] existing in
      var kustomization = existing ?? Kustomization()
      if existing == nil {
        kustomization.isGenerated = true
        kustomization.kind = "Kustomization"
        kustomization.apiVersion = "kustomize.config.k8s.io/v1beta1"
        kustomization.resources = try scanner.scan(path)
      } else if kustomization.resources.isEmpty {
        kustomization.buildMetadata = ["originAnnotations"]
      }
      do { try overlay.apply(to: &kustomization) } catch {
        throw KustomizeError(KustomizeError.from(error).message, kind: .configuration)
      }
      return kustomization
    }
  }

  private func finish(_ built: consuming [Resource]) throws -> FluxObjects {
    let substitution = try variables.map { variables in
      do { return try Substitution(variables, strict: strict) } catch {
        throw KustomizeError("envsubst error: \(error)", kind: .configuration)
      }
    }
    let digest = StreamingDigest(.sha256)
    // In place, as there may be no room for all objects twice.
    var resources = built
    for index in resources.indices {
      try check(resources[index])
      if let substitution { try substitute(substitution, in: &resources[index]) }
      if index > 0 { digest.update(Array("---\n".utf8)) }
      digest.update(resources[index].encoded())
    }
    return FluxObjects(resources, digest: "sha256:" + digest.finish().hexString, spec.commonMetadata)
  }

  private func check(_ resource: Resource) throws {
    guard resource.name.isEmpty || resource.kind.isEmpty || resource.apiVersion.isEmpty else { return }
    throw KustomizeError(
      "failed to decode Kubernetes apiVersion, kind and name from: \(resource.id)", file: resource.source?.file,
      line: resource.source?.line, kind: .decoding)
  }

  private func substitute(_ substitution: Substitution, in resource: inout Resource) throws {
    let key = "kustomize.toolkit.fluxcd.io/substitute"
    if resource.labels[key] == "disabled" || resource.annotations[key] == "disabled" { return }
    func failure(_ problem: String) -> KustomizeError {
      KustomizeError(
        "post build failed for '\(resource.gvk)/\(resource.name)': envsubst error: \(problem)",
        file: resource.source?.file, line: resource.source?.line)
    }
    let before = String(decoding: resource.encoded(), as: UTF8.self)
    let text: String
    do { text = try substitution.apply(to: before) } catch { throw failure("variable substitution failed: \(error)") }
    // Read again even if nothing was replaced: that is what upstream does, and it can change types.
    var limits = limits.yaml
    limits.allowsDuplicateKeys = true
    limits.readsOldBooleans = true
    var documents = YAMLDocuments(Array(text.utf8), limits: limits)
    do { resource.node = try documents.next() ?? .null } catch {
      throw failure("YAMLToJSON: \(error.withoutText)")
    }
  }
}

/// The objects of a build, handed out one at a time; each is freed from memory when it is handed out.
public struct FluxObjects {
  /// The digest of the whole output as YAML, after substitution (K-03-10): `sha256:` and hexadecimal digits.
  public let digest: String
  /// How many objects are left.
  public var count: Int { remaining.count }

  private var remaining: [Resource]
  private let commonMetadata: CommonMetadata

  init(_ resources: [Resource], digest: String, _ commonMetadata: CommonMetadata) {
    remaining = resources.reversed()
    self.digest = digest
    self.commonMetadata = commonMetadata
  }

  /// The next object; `nil` after the last.
  ///
  /// - Throws: ``KustomizeError`` for values that JSON does not have.
  public mutating func next() throws(KustomizeError) -> FluxObject? {
    guard let resource = remaining.popLast() else { return nil }
    do {
      var value = try JSONValue(resource.node)
      commonMetadata.apply(to: &value)
      return FluxObject(value: value, source: resource.source)
    } catch {
      throw KustomizeError.from(error).prefixed("object '\(resource.gvk)/\(resource.name)'").located(resource.source)
    }
  }

  /// The output as YAML, as `flux build kustomization` prints it.
  public func encoded() -> [UInt8] { remaining.reversed().encoded() }
}

/// An object of a build, and where it was written.
public struct FluxObject: Sendable {
  public let value: JSONValue
  /// The file in the artifact and the line in it; `nil` for generated objects.
  public let source: SourcePosition?
}

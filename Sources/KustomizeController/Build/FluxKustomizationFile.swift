import ApplierSupport
import GitOpsAPI
import Glibc
import JSON
import Kustomize
import OperatorKit
import YAML

/// A file with a Flux Kustomization, of which builds are tried offline.
struct FluxKustomizationFile: Sendable {
  let object: GitOpsAPI.Kustomization

  /// Reads the first Kustomization in a file. Throws `KustomizeError`.
  init(_ path: String) throws {
    let absolute = path.hasPrefix("/") ? path : FilePath.join(Self.workingDirectory, path)
    do {
      let documents = try YAML.decode(try DiskFileSystem(root: "/").read(absolute))
      guard let found = documents.map({ DynamicObject($0) }).first(where: Self.isKustomization) else {
        throw KustomizeError("'\(path)' has no Kustomization of \(APIGroup.kustomize)")
      }
      object = try found.decode(GitOpsAPI.Kustomization.self)
    } catch let error as KustomizeError {
      throw error
    } catch {
      throw KustomizeError("cannot read the Kustomization in '\(path)': \(error)")
    }
  }

  private static func isKustomization(_ object: DynamicObject) -> Bool {
    object.kind == "Kustomization" && object.apiVersion.hasPrefix(APIGroup.kustomize + "/")
  }

  private static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  /// What the controller would apply from a directory, as YAML, one text for each object. Variables of ConfigMaps and Secrets are not there.
  func build(
    _ files: any KustomizeFileSystem, _ directory: String, strict: Bool, remote: RemoteFiles?
  ) throws -> [[UInt8]] {
    var objects = try objects(files, directory, variables: try variables(), strict: strict, remote: remote)
    let owner = OwnerLabels(of: object)
    let common = Kustomize.CommonMetadata(
      labels: object.spec.commonMetadata?.labels ?? [:], annotations: object.spec.commonMetadata?.annotations ?? [:])
    var texts: [[UInt8]] = []
    while let built = try objects.next() {
      var dynamic = DynamicObject(built.value)
      owner.apply(to: &dynamic)
      var value = dynamic.json
      common.apply(to: &value)
      texts.append(YAML.encode(value))
    }
    return texts
  }

  /// What is built from a directory, before owner and common metadata are put on it.
  func objects(
    _ files: any KustomizeFileSystem, _ directory: String, variables: [String: String]?, strict: Bool,
    remote: RemoteFiles?
  ) throws -> FluxObjects {
    try FluxBuild(
      root: files, path: directory, spec: FluxBuildSpec(object.spec), variables: variables, strict: strict,
      remote: remote
    ).run()
  }

  private func variables() throws -> [String: String]? {
    guard let postBuild = object.spec.postBuild else { return nil }
    let values = postBuild.substitute.mapValues { $0.replacing("\n", with: "") }
    return values.isEmpty && postBuild.effectiveStrategy != .always ? nil : values
  }
}

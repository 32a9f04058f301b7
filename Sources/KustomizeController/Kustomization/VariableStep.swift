import Digests
package import GitOpsAPI
import JSON
package import OperatorKit

/// The variables of a post-build substitution.
package struct SubstitutionVariables: Hashable, Sendable {
  /// `nil` when nothing is to be substituted.
  package let values: [String: String]?
  /// Equal variables have equal digests; says nothing about the values.
  let digest: String

  static let none = SubstitutionVariables(nil)

  init(_ values: [String: String]?) {
    self.values = values
    guard let values else {
      digest = ""
      return
    }
    let bytes = JSONValue(values).serialized(sortedKeys: true)
    digest = DigestAlgorithm.sha256.hexDigest(of: bytes)
  }
}

/// Gathers variables from the spec and from what it refers to.
package struct VariableStep: Sendable {
  private let client: KubernetesClient
  private let redactor: Redactor

  package init(client: KubernetesClient, redactor: Redactor) {
    self.client = client
    self.redactor = redactor
  }

  /// Throws ``KustomizationFailure`` when a reference cannot be resolved.
  package func resolve(_ object: Kustomization) async throws -> SubstitutionVariables {
    guard let postBuild = object.spec.postBuild else { return .none }
    var values: [String: String] = [:]
    for reference in postBuild.substituteFrom {
      values.merge(try await read(reference, namespace: object.metadata.namespace ?? "")) { _, later in later }
    }
    values.merge(postBuild.substitute) { _, inline in inline }
    // Line ends would break the text that the values are put into.
    values = values.mapValues { $0.replacing("\n", with: "") }
    if values.isEmpty, postBuild.effectiveStrategy != .always { return .none }
    return SubstitutionVariables(values)
  }

  private func read(
    _ reference: Kustomization.SubstituteReference, namespace: String
  ) async throws -> [String: String] {
    let key = ObjectKey(namespace: namespace, name: reference.name)
    let type: ResourceType = reference.kind == .secret ? .secret : .configMap
    let answer: DynamicObject?
    do { answer = try await client.find(type, key) } catch {
      try Task.checkCancellation()
      throw failure(reference, "\(error)")
    }
    guard let found = answer else {
      if reference.optional { return [:] }
      throw failure(reference, "\(type.plural) \"\(reference.name)\" not found")
    }
    if reference.kind == .configMap { return found.json["data"]?.stringMapValue ?? [:] }
    var values: [String: String] = [:]
    for (name, _) in found.json["data"]?.objectValue ?? [:] {
      guard let value = found.secretValue(name).map({ String(decoding: $0, as: UTF8.self) }) else { continue }
      redactor.remember(value)
      values[name] = value
    }
    return values
  }

  private func failure(_ reference: Kustomization.SubstituteReference, _ problem: String) -> KustomizationFailure {
    KustomizationFailure(
      Reason.buildFailed,
      "substitute from '\(reference.kind.rawValue)/\(reference.name)' error: \(problem)")
  }
}

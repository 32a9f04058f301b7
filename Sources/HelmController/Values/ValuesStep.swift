import GitOpsAPI
import Helm
import JSON
import OperatorKit
import YAML

/// Puts together the values of a release: those of the references in their order, then the inline ones (H-13).
struct ValuesStep: Sendable {
  let client: KubernetesClient
  let redactor: Redactor
  let options: HelmOptions

  /// Throws ``HelmFailure`` with the reason `ValuesError`.
  func compose(_ object: HelmRelease) async throws -> ReleaseValues {
    var inline = object.spec.values ?? [:]
    var result: JSONValue = [:]
    var read: [ValuesSource: DynamicObject?] = [:]
    for reference in object.spec.valuesFrom {
      guard let text = try await text(reference, object, &read) else { continue }
      if let path = reference.targetPath {
        let target = TargetPath(path, literal: reference.literal)
        let isShared = target.leadsInto(inline, past: result)
        result = ValuesMerge.merge(result, inline)
        do {
          result = try target.set(text, in: result)
          if isShared { inline = try target.set(text, in: inline) }
        } catch {
          throw failure(reference, object, "unable to merge value: \(error)")
        }
      } else {
        result = ValuesMerge.merge(result, try document(text, reference, object))
      }
    }
    return ReleaseValues(ValuesMerge.merge(result, inline).objectValue ?? [:], options.digestAlgorithm)
  }

  private struct ValuesSource: Hashable {
    let kind: ValuesKind
    let name: String
  }

  /// The text of a reference; `nil` when it may be missing and is. Each object is read once (H-13-02).
  private func text(
    _ reference: HelmRelease.ValuesReference, _ object: HelmRelease, _ read: inout [ValuesSource: DynamicObject?]
  ) async throws -> String? {
    guard [ValuesKind.secret, .configMap].contains(reference.kind) else {
      throw failure(reference, object, "unsupported values reference kind")
    }
    let source = ValuesSource(kind: reference.kind, name: reference.name)
    let type: ResourceType = reference.kind == .secret ? .secret : .configMap
    if read[source] == nil {
      let key = ObjectKey(namespace: object.metadata.namespace ?? "", name: reference.name)
      do {
        read[source] = .some(try await client.find(type, key))
      } catch let error as KubernetesError {
        throw failure(reference, object, error.message)
      }
    }
    guard let found = read[source] ?? nil else {
      if reference.optional { return nil }
      throw failure(reference, object, "\(type.plural) \"\(reference.name)\" not found")
    }
    let key = reference.effectiveValuesKey
    guard reference.kind == .secret else {
      if let text = found.json[path: "data", key]?.stringValue { return text }
      return try missingKey(reference, object)
    }
    guard let bytes = found.secretValue(key) else { return try missingKey(reference, object) }
    let text = String(decoding: bytes, as: UTF8.self)
    if reference.targetPath != nil { redactor.remember(text) }
    return text
  }

  private func missingKey(_ reference: HelmRelease.ValuesReference, _ object: HelmRelease) throws -> String? {
    if reference.optional { return nil }
    throw failure(reference, object, "key not found")
  }

  private func document(
    _ text: String, _ reference: HelmRelease.ValuesReference, _ object: HelmRelease
  ) throws -> JSONValue {
    let documents: [JSONValue]
    do {
      documents = try YAML.decode(text)
    } catch {
      // The error may show a line of the values; of a Secret nothing is shown.
      let detail = reference.kind == .secret ? "line \(error.line) is not valid YAML" : "\(error)"
      throw failure(reference, object, "unable to read values data: \(detail)")
    }
    guard let first = documents.first, first != .null else { return [:] }
    guard first.objectValue != nil else {
      throw failure(reference, object, "unable to read values data: it is a \(first.kindDescription), not a mapping")
    }
    return first
  }

  /// H-13-09.
  private func failure(
    _ reference: HelmRelease.ValuesReference, _ object: HelmRelease, _ reason: String
  ) -> HelmFailure {
    let optional = reference.optional ? "optional " : ""
    return HelmFailure(
      HelmReason.valuesError,
      "could not resolve \(optional)\(reference.kind.rawValue) chart values reference "
        + "'\(object.metadata.namespace ?? "")/\(reference.name)' with key '\(reference.effectiveValuesKey)': "
        + reason)
  }
}

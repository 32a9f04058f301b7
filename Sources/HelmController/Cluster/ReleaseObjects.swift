import Helm
import JSON
import OperatorKit
import YAML

/// One object of a release, as it is to be on the cluster.
struct ReleaseObject: Sendable {
  var object: DynamicObject
  let type: ResourceType
  let reference: ObjectReference

  /// Whether an annotation says that the object stays when the release no longer has it.
  var isKept: Bool { object.isKept }
  /// As it is applied: server-side apply takes what it is sent literally, and older servers want every key of a list.
  var normalized: DynamicObject {
    var object = object
    Normalization.normalize(&object)
    return object
  }

  var isDefinition: Bool { type.groupKind == ResourceType.customResourceDefinition.groupKind }
}

extension DynamicObject {
  /// `helm.sh/resource-policy: keep`.
  var isKept: Bool { annotation("helm.sh/resource-policy") == "keep" }
}

/// Reads manifests into the objects that they hold.
struct ManifestReader: Sendable {
  let client: KubernetesClient
  /// Of objects that name none.
  let namespace: String

  /// The objects of a manifest in their order. Throws ``ManifestProblem`` and `KubernetesError`.
  ///
  /// - Parameter origin: What the manifest belongs to, for messages: `release manifest`.
  func objects(in manifest: String, origin: String) async throws -> [ReleaseObject] {
    var result: [ReleaseObject] = []
    for object in try parse(manifest, origin) { result.append(try await typed(object, origin)) }
    return result
  }

  /// The objects of a manifest whose kinds the server knows. What it does not know cannot be there.
  func knownObjects(in manifest: String, origin: String) async throws -> [ReleaseObject] {
    var result: [ReleaseObject] = []
    for object in try parse(manifest, origin) {
      do {
        result.append(try await typed(object, origin))
      } catch is ManifestProblem {
        continue
      }
    }
    return result
  }

  private func parse(_ manifest: String, _ origin: String) throws -> [DynamicObject] {
    do {
      return try YAML.decode(manifest).flatMap { ManifestDocuments.objects(in: $0) }
    } catch {
      throw ManifestProblem(message: "unable to build kubernetes objects from \(origin): \(error)")
    }
  }

  private func typed(_ object: DynamicObject, _ origin: String) async throws -> ReleaseObject {
    var object = object
    let type: ResourceType
    do {
      type = try await client.resourceType(for: object.groupVersionKind)
    } catch let error as KubernetesError where error.kind == .notFound {
      throw ManifestProblem(
        message: "unable to build kubernetes objects from \(origin): resource mapping not found for name: "
          + "\"\(object.name)\" namespace: \"\(object.namespace)\": \(error.message); "
          + "ensure CRDs are installed first")
    }
    if !type.isNamespaced { object.namespace = "" } else if object.namespace.isEmpty { object.namespace = namespace }
    return ReleaseObject(object: object, type: type, reference: ObjectReference(type.groupVersionKind, object.key))
  }
}

/// A manifest that is no Kubernetes objects.
struct ManifestProblem: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}

import HTTP
import JSON
import Synchronization

/// Remembers which resource serves a kind. Only group, version, kind, plural and scope are kept.
///
/// A group version is asked for when a kind in it is needed first, and again when a kind is missing: after a
/// CustomResourceDefinition has appeared the next question finds it.
final class Discovery: Sendable {
  private let known = Mutex<[GroupVersion: [String: ResourceType]]>([:])

  func find(_ kind: GroupVersionKind) -> ResourceType? { known.withLock { $0[kind.groupVersion]?[kind.kind] } }

  func remember(_ resources: [ResourceType], of groupVersion: GroupVersion) {
    let byKind = Dictionary(resources.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
    known.withLock { $0[groupVersion] = byKind }
  }

  func forget(_ groupVersion: GroupVersion) { known.withLock { $0[groupVersion] = nil } }
}

extension KubernetesClient {
  /// The resource that serves a kind.
  ///
  /// Throws ``KubernetesError`` of kind `notFound` with the message `no matches for kind …` when the server has none.
  public func resourceType(for kind: GroupVersionKind) async throws -> ResourceType {
    if let known = discovery.find(kind) { return known }
    let groupVersion = kind.groupVersion
    do {
      discovery.remember(try await resources(of: groupVersion), of: groupVersion)
    } catch let error as KubernetesError where error.kind == .notFound {
      discovery.forget(groupVersion)
    }
    guard let found = discovery.find(kind) else {
      throw KubernetesError(
        kind: .notFound, code: 404, reason: "NotFound",
        message: "no matches for kind \"\(kind.kind)\" in version \"\(kind.apiVersion)\"")
    }
    return found
  }

  /// The resources of one group version; subresources are left out.
  func resources(of groupVersion: GroupVersion) async throws -> [ResourceType] {
    let path =
      groupVersion.group.isEmpty
      ? "/api/\(groupVersion.version.percentEncodedSegment)"
      : "/apis/\(groupVersion.group.percentEncodedSegment)/\(groupVersion.version.percentEncodedSegment)"
    let list = try await object(send(.get, path))
    return (list.json["resources"]?.arrayValue ?? []).compactMap { resource in
      guard let plural = resource["name"]?.stringValue, !plural.contains("/"),
        let kind = resource["kind"]?.stringValue
      else { return nil }
      return ResourceType(
        group: groupVersion.group, version: groupVersion.version, kind: kind, plural: plural,
        isNamespaced: resource["namespaced"]?.boolValue ?? false)
    }
  }

  /// The server's version, for example `v1.33.1`.
  public func serverVersion() async throws -> String {
    try await object(send(.get, "/version")).json["gitVersion"]?.stringValue ?? ""
  }
}

extension KubernetesClient {
  /// All group versions that the server serves.
  public func servedGroupVersions() async throws -> [GroupVersion] {
    var result: [GroupVersion] = []
    let core = try await object(send(.get, "/api"))
    for version in core.json["versions"]?.arrayValue ?? [] {
      if let version = version.stringValue { result.append(GroupVersion(group: "", version: version)) }
    }
    let groups = try await object(send(.get, "/apis"))
    for group in groups.json["groups"]?.arrayValue ?? [] {
      for version in group["versions"]?.arrayValue ?? [] {
        if let text = version["groupVersion"]?.stringValue { result.append(GroupVersion(apiVersion: text)) }
      }
    }
    return result
  }

  /// The resources of a group version, asked anew; what was known of it is replaced.
  public func servedResources(of groupVersion: GroupVersion) async throws -> [ResourceType] {
    let resources = try await resources(of: groupVersion)
    discovery.remember(resources, of: groupVersion)
    return resources
  }
}

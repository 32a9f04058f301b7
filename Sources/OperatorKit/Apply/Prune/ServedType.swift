import HTTP
import JSON

extension KubernetesClient {
  /// The resource that serves a kind, in the version of a reference or, where that one is served no more, in another.
  /// An inventory outlives the versions that it names.
  ///
  /// Returns `nil` when the server has no such kind in any version. Throws ``KubernetesError``.
  func servedType(for reference: ObjectReference) async throws -> ResourceType? {
    if let type = try await knownType(for: reference.groupVersionKind) { return type }
    guard !reference.group.isEmpty else { return nil }
    let group: DynamicObject
    do {
      group = try await object(send(.get, "/apis/\(reference.group.percentEncodedSegment)"))
    } catch let error as KubernetesError where error.kind == .notFound {
      return nil
    }
    let preferred = group.json[path: "preferredVersion", "version"]?.stringValue
    let versions = (group.json["versions"]?.arrayValue ?? []).compactMap { $0["version"]?.stringValue }
    for version in [preferred].compactMap(\.self) + versions where version != reference.version {
      let kind = GroupVersionKind(group: reference.group, version: version, kind: reference.kind)
      if let type = try await knownType(for: kind) { return type }
    }
    return nil
  }

  private func knownType(for kind: GroupVersionKind) async throws -> ResourceType? {
    do {
      return try await resourceType(for: kind)
    } catch let error as KubernetesError where error.kind == .notFound {
      return nil
    }
  }
}

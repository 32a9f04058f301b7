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

  /// Whether a custom resource definition defines a kind, served or not.
  ///
  /// For some seconds after its start an API server does not serve custom resources that it stores. Before objects
  /// count as gone because their kind is unknown, this has to say no. Reads the names of all definitions, page by page,
  /// and the definitions of the group, one by one.
  ///
  /// Throws ``KubernetesError``.
  func isDefined(_ kind: GroupKind) async throws -> Bool {
    guard kind.group.contains(".") else { return false }
    var names: [String] = []
    try await list(.customResourceDefinition, as: .metadata) { definition in
      if definition.name.hasSuffix("." + kind.group) { names.append(definition.name) }
    }
    for name in names {
      let definition = try await find(.customResourceDefinition, ObjectKey(namespace: "", name: name))
      if definition?.json[path: "spec", "names", "kind"]?.stringValue == kind.kind { return true }
    }
    return false
  }
}

extension KubernetesError {
  /// Whether the answer is about the kind and not about the object: the server does not serve it.
  var isAboutKind: Bool {
    kind == .notFound
      && (message.contains("could not find the requested resource") || message.hasPrefix("404 page not found"))
  }
}

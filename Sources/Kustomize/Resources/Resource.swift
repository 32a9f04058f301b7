public import YAML

/// An object of a build: its tree, and what kustomize remembers about it until the names are final.
public struct Resource: Sendable {
  public var node: YAMLNode

  /// An id that the object had before it was renamed or moved.
  struct PreviousID: Sendable {
    var name: String
    var namespace: String
    var kind: String
  }

  /// What a generated object does to one that is there already.
  enum Behavior: String, Sendable { case unspecified, create, replace, merge }

  var previous: [PreviousID] = []
  var namePrefixes: [String] = []
  var nameSuffixes: [String] = []
  var behavior = Behavior.unspecified
  var needsHashSuffix = false
  /// For patches: whether they may rename their target or change its kind.
  var allowsNameChange = false
  var allowsKindChange = false
  /// The variables whose value is a field of this object.
  var variables: [String] = []
  var shared = SharedValues()
  /// For `buildMetadata`.
  var origin: Origin?
  var transformations: [Origin] = []
  /// The file that the object was read from, and the line in it.
  public internal(set) var source: SourcePosition?

  public init(_ node: YAMLNode) { self.node = node }
}

/// A place in a file.
public struct SourcePosition: Sendable, Hashable {
  public let file: String
  /// From 1.
  public let line: Int

  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }
}

// MARK: Identity

extension Resource {
  public var apiVersion: String { node["apiVersion"]?.text ?? "" }
  public var kind: String { node["kind"]?.text ?? "" }

  public var name: String { metadataText("name") }
  public var namespace: String { metadataText("namespace") }

  public var gvk: GVK { GVK(apiVersion: apiVersion, kind: kind) }

  /// The id that the object has now. Unique in a build.
  public var id: ResourceID { ResourceID(gvk: gvk, name: name, namespace: namespace) }

  /// The id that the object had first.
  var originalID: ResourceID { previousIDs.first ?? id }

  /// The ids that the object had, oldest first, without the present one.
  var previousIDs: [ResourceID] {
    guard !previous.isEmpty else { return [] }
    let (group, version) = GVK.split(apiVersion)
    return previous.map {
      ResourceID(gvk: GVK(group: group, version: version, kind: $0.kind), name: $0.name, namespace: $0.namespace)
    }
  }

  /// Notes the present id before it changes.
  mutating func rememberID() {
    let id = id
    // kustomize does so in an annotation, and then makes all of them anew.
    if !shared.isEmpty { setAnnotations(annotations) }
    previous.append(PreviousID(name: id.name, namespace: id.effectiveNamespace, kind: id.gvk.kind))
  }

  private func metadataText(_ key: String) -> String {
    guard let value = node["metadata"]?[key], !value.isNull else { return "" }
    return value.text ?? ""
  }
}

// MARK: Metadata

extension Resource {
  public var labels: [String: String] { metadataMap("labels") }
  public var annotations: [String: String] { metadataMap("annotations") }

  private func metadataMap(_ key: String) -> [String: String] {
    guard let map = node["metadata"]?[key] else { return [:] }
    return Dictionary(map.entries.map { ($0.key, $0.value.text ?? "") }, uniquingKeysWith: { _, last in last })
  }

  mutating func setName(_ name: String) { setMetadata("name", .plain(name)) }

  mutating func setNamespace(_ namespace: String) {
    if namespace.isEmpty {
      _ = node.mutate("metadata") { $0.remove("namespace") }
    } else {
      setMetadata("namespace", .plain(namespace))
    }
  }

  mutating func setKind(_ kind: String) { node.setKeepingStyle("kind", .plain(kind)) }

  mutating func setLabels(_ labels: [String: String]) { setMetadataMap("labels", labels) }

  mutating func setAnnotations(_ annotations: [String: String]) { setMetadataMap("annotations", annotations) }

  /// Makes texts of all annotations, and a mapping for them where there is none: kustomize notes the previous id of an
  /// object in it before a JSON patch.
  mutating func spellOutAnnotations() {
    setAnnotations(annotations)
    _ = node.mutate("metadata") { metadata in
      if metadata["annotations"] == nil { metadata.set("annotations", .mapping()) }
    }
  }

  private mutating func setMetadata(_ key: String, _ value: YAMLNode) {
    if node["metadata"] == nil { node.set("metadata", .mapping()) }
    _ = node.mutate("metadata") { $0.setKeepingStyle(key, value) }
  }

  private mutating func setMetadataMap(_ key: String, _ map: [String: String]) {
    if node["metadata"] == nil { node.set("metadata", .mapping()) }
    _ = node.mutate("metadata") { metadata in
      metadata.remove(key)
      guard !map.isEmpty else { return }
      metadata.set(key, .mapping(map.sorted { $0.key < $1.key }.map { .init(plainKey: $0.key, .string($0.value)) }))
    }
  }
}

extension YAMLNode {
  /// Sets a key, keeping the style of the value that was there, as kustomize does: what was quoted stays a string.
  mutating func setKeepingStyle(_ key: String, _ value: YAMLNode, keyTag: YAMLTag? = nil) {
    _ = mutateEntries { entries in
      var value = value
      if let index = entries.firstIndex(where: { $0.key == key }) {
        value.style = entries[index].value.style
        entries[index].value = value.inPlace(of: entries[index].value)
      } else {
        entries.append(keyTag.map { .init(key, value, keyTag: $0) } ?? .init(plainKey: key, value))
      }
    }
  }

  /// Sets a key; one that is new is written without quotes, as kustomize does.
  mutating func setPlain(_ key: String, _ value: YAMLNode) {
    _ = mutateEntries { entries in
      if let index = entries.firstIndex(where: { $0.key == key }) {
        entries[index].value = value
      } else {
        entries.append(.init(plainKey: key, value))
      }
    }
  }
}

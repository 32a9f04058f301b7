/// Which fields the transformers change: kustomize's own table, and what `configurations` and `crds` add.
struct TransformerConfig: Sendable {
  /// Fields that hold the name of objects of one kind.
  struct BackReference: Sendable, Hashable {
    var target: GVK
    var referrers: [FieldSpec]
  }

  var namePrefix: [FieldSpec] = []
  var nameSuffix: [FieldSpec] = []
  var namespace: [FieldSpec] = []
  var commonLabels: [FieldSpec] = []
  var labels: [FieldSpec] = []
  var templateLabels: [FieldSpec] = []
  var commonAnnotations: [FieldSpec] = []
  var nameReferences: [BackReference] = []
  var varReferences: [FieldSpec] = []
  var images: [FieldSpec] = []
  var replicas: [FieldSpec] = []
  /// Whether this is nothing but kustomize's own table, which most builds use.
  private(set) var isDefault = false

  private static var lists: [(name: String, path: WritableKeyPath<TransformerConfig, [FieldSpec]>)] {
    [
      ("NamePrefix", \.namePrefix), ("NameSuffix", \.nameSuffix), ("NameSpace", \.namespace),
      ("CommonAnnotations", \.commonAnnotations), ("CommonLabels", \.commonLabels), ("Labels", \.labels),
      ("TemplateLabels", \.templateLabels), ("VarReference", \.varReferences), ("Images", \.images),
      ("Replicas", \.replicas),
    ]
  }

  /// Adds what another configuration has.
  mutating func merge(_ other: TransformerConfig) throws {
    if isDefault && other.isDefault { return }
    if isEmpty && other.isDefault {
      self = other
      return
    }
    if other.isEmpty { return }
    // Merged one by one even into an empty configuration: a general entry is dropped after a special one, as in kustomize.
    isDefault = false
    for (name, path) in Self.lists {
      try prefixing("failed to merge \(name) fieldSpec") {
        try self[keyPath: path].merge(contentsOf: other[keyPath: path])
      }
    }
    try prefixing("failed to merge NameReference fieldSpec") {
      for reference in other.nameReferences { try merge(reference) }
    }
    sort()
  }

  mutating func merge(_ reference: BackReference) throws {
    isDefault = false
    guard let index = nameReferences.firstIndex(where: { $0.target == reference.target }) else {
      return nameReferences.append(reference)
    }
    try nameReferences[index].referrers.merge(contentsOf: reference.referrers)
  }

  /// Brings all lists into kustomize's order of kinds.
  mutating func sort() {
    for (_, path) in Self.lists { self[keyPath: path].sort { GVK.precedes($0.gvk, $1.gvk) } }
    nameReferences.sort { GVK.precedes($0.target, $1.target) }
  }

  private var isEmpty: Bool { nameReferences.isEmpty && Self.lists.allSatisfy { self[keyPath: $0.path].isEmpty } }

  /// kustomize's own table.
  static let standard: TransformerConfig = {
    var config = DefaultFieldSpecs.config
    config.sort()
    config.isDefault = true
    return config
  }()
}

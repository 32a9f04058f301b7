import GoQuoting
import YAML

/// Applies an entry of `patches`: strategic merge patches, or a JSON patch.
struct PatchTransformer: Transformer {
  private enum Content {
    case strategicMerge([Resource])
    case json(JSONPatch)
    case nothing
  }

  private let rule: PatchRule
  private let content: Content
  /// What the patch is called in messages.
  private let source: String
  private let schema: MergeSchema

  init(_ rule: PatchRule, loader: Loader, schema: MergeSchema) throws {
    let inline = rule.patch.trimmed
    let text: [UInt8]
    switch (inline.isEmpty, rule.path.isEmpty) {
    case (true, true): throw KustomizeError("must specify one of patch and path in\n\(rule.shownConfiguration)")
    case (false, false):
      throw KustomizeError("patch and path can't be set at the same time\n\(rule.shownConfiguration)")
    case (false, true):
      text = Array(inline.utf8)
      source = "[patch: \(GoQuote.double(inline))]"
    case (true, false):
      text = try prefixing("failed to get the patch file from path(\(rule.path))") { try loader.load(rule.path) }
      source = "[path: \(GoQuote.double(rule.path))]"
    }
    self.rule = rule
    self.schema = schema
    content = try Self.parse(text, rule, source, loader)
  }

  private static func parse(_ text: [UInt8], _ rule: PatchRule, _ source: String, _ loader: Loader) throws -> Content {
    let reader = ResourceReader(limits: loader.budget.limits.yaml, file: rule.path.isEmpty ? nil : rule.path)
    let resources = Result { try reader.read(text) }
    let json = Result { try JSONPatch(parsing: text) }
    switch (resources, json) {
    case (.success(let patches), .success(let patch)) where !patches.isEmpty && !patch.isEmpty:
      throw KustomizeError("illegally qualifies as both an SM and JSON patch: \(source)")
    case (.success(var patches), _):
      for index in patches.indices {
        patches[index].allowsNameChange = rule.allowsNameChange
        patches[index].allowsKindChange = rule.allowsKindChange
      }
      return patches.isEmpty ? .nothing : .strategicMerge(patches)
    case (.failure, .success(let patch)): return .json(patch)
    case (.failure(let error), .failure):
      let error = KustomizeError.from(error)
      throw KustomizeError(
        "unable to parse SM or JSON patch from \(source)", file: rule.path.isEmpty ? nil : rule.path, line: error.line)
    }
  }

  func transform(_ set: inout ResourceSet) throws {
    switch content {
    case .nothing: break
    case .json(let patch): try apply(patch, to: &set)
    case .strategicMerge(let patches): try apply(patches, to: &set)
    }
  }

  private func apply(_ patches: [Resource], to set: inout ResourceSet) throws {
    guard let target = rule.target else {
      for patch in patches {
        let id = patch.originalID
        let index = try prefixing("no resource matches strategic merge patch \(GoQuote.double("\(id)"))") {
          try set.index(of: id)
        }
        try set.mutate(index, keepsID: patch.keepsID) { try $0.applyPatch { try $0.apply(patch, schema) } }
      }
      return
    }
    guard let first = patches.first, patches.count == 1 else {
      throw KustomizeError(
        "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field: \(source)"
      )
    }
    let selector: CompiledSelector
    do { selector = try CompiledSelector(target) } catch {
      throw KustomizeError.from(error).prefixed(
        "unable to find patch target \(GoQuote.double("\(target)")) in `resources`")
    }
    let patch = first.withTextMetadata
    for index in 0..<set.count where selector.matches(set[index]) {
      try set.mutate(index, keepsID: patch.keepsID) { try $0.applyPatch { try $0.apply(patch, schema) } }
    }
    set.dropEmpty()
    try set.checkUniqueIDs()
  }

  private func apply(_ patch: JSONPatch, to set: inout ResourceSet) throws {
    guard let target = rule.target else { throw KustomizeError("must specify a target for JSON patch \(source)") }
    let selector = try CompiledSelector(target)
    for index in 0..<set.count where selector.matches(set[index]) {
      try set.mutate(index) { resource in
        resource.rememberID()
        try resource.applyPatch {
          $0.spellOutAnnotations()
          try patch.apply(to: &$0.node)
          $0.shared.separate()
        }
      }
    }
  }
}

extension PatchRule {
  /// The rule as kustomize shows it in messages.
  var shownConfiguration: String {
    configuration.isEmpty ? String(decoding: YAML.encode(node(patchField: "patch")), as: UTF8.self) : configuration
  }

  /// What is asked for, as the configuration of a transformer.
  func node(patchField: String) -> YAMLNode {
    var node = YAMLNode.mapping()
    if !patch.isEmpty { node.set(patchField, .string(patch)) }
    if !path.isEmpty { node.set("path", .string(path)) }
    if let target { node.set("target", target.node) }
    var options = YAMLNode.mapping()
    if allowsKindChange { options.set("allowKindChange", .bool(true)) }
    if allowsNameChange { options.set("allowNameChange", .bool(true)) }
    if !options.entries.isEmpty { node.set("options", options) }
    return node
  }
}

extension Resource {
  /// The object with labels and annotations that are texts, whatever was written. To kustomize, which copies them so
  /// from most patches, even a null is one.
  var withTextMetadata: Resource {
    var copy = self
    copy.setLabels(labels)
    copy.setAnnotations(annotations)
    return copy
  }

  /// Whether the object, taken as a patch, leaves the ids of its targets alone.
  var keepsID: Bool { !allowsNameChange && !allowsKindChange }

  /// Applies a strategic merge patch to the object. A patch that deletes it leaves it empty.
  mutating func apply(_ patch: Resource, _ schema: MergeSchema) throws {
    let (oldName, oldNamespace, oldKind) = (name, namespace, kind)
    if patch.allowsNameChange || patch.allowsKindChange { rememberID() }
    // The patch is read as one for exactly this kind of object.
    var patchNode = patch.node
    if patchNode["apiVersion"] != nil { patchNode.setKeepingStyle("apiVersion", .plain(apiVersion)) }
    guard let merged = try StrategicMerge(schema: schema).apply(patchNode, to: node) else {
      node = .null
      return
    }
    node = merged
    if isEmpty { return }
    shared.settle(&node)
    if !patch.allowsKindChange { setKind(oldKind) }
    if !patch.allowsNameChange { setName(oldName) }
    setNamespace(oldNamespace)
  }
}

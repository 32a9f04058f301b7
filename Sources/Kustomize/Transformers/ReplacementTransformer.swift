import YAML

/// Copies values from field to field, as `replacements` asks for.
struct ReplacementTransformer: Transformer {
  private let rules: [ReplacementRule]

  init(_ rules: [ReplacementRule], loader: Loader) throws {
    var all: [ReplacementRule] = []
    for rule in rules {
      guard !rule.path.isEmpty else {
        all.append(rule)
        continue
      }
      guard rule.source == nil, rule.targets == nil else {
        throw KustomizeError("cannot specify both path and inline replacement")
      }
      all += try Self.load(rule.path, loader)
    }
    self.rules = all
  }

  private static func load(_ path: String, _ loader: Loader) throws -> [ReplacementRule] {
    var limits = loader.budget.limits.yaml
    limits.readsOldBooleans = true
    var documents = YAMLDocuments(try loader.load(path), limits: limits)
    let root = try documents.next() ?? .null
    switch root.content {
    case .mapping:
      var reader = try FieldReader(root, type: "Replacement", mode: .lenient)
      return [try RuleReader.replacement(&reader)]
    case .sequence(let items):
      return try items.map { item in
        var reader = try FieldReader(item, type: "Replacement", mode: .lenient)
        return try RuleReader.replacement(&reader)
      }
    case .scalar:
      throw KustomizeError(
        "unsupported replacement type encountered within replacement path: \(root.goKind)", file: path)
    }
  }

  func transform(_ set: inout ResourceSet) throws {
    for rule in rules {
      guard rule.source != nil || rule.sourceValue != nil, let targets = rule.targets else {
        throw KustomizeError("replacements must specify a source and at least one target")
      }
      let value = try value(of: rule, in: set)
      for target in targets { try copy(value, to: target, in: &set) }
    }
  }

  private func value(of rule: ReplacementRule, in set: ResourceSet) throws -> YAMLNode {
    if let fixed = rule.sourceValue {
      guard rule.source == nil else { throw KustomizeError("value and resource selectors are mutually exclusive") }
      return .plain(fixed)
    }
    guard let source = rule.source else {
      throw KustomizeError("replacements must specify a source and at least one target")
    }
    let resource = try select(source, in: set)
    let path = source.fieldPath.isEmpty ? "metadata.name" : source.fieldPath
    let node = NodePath.lookUp(resource.node, PathSplitter.splitDotted(path)[...])
    guard let node, !node.isNull, !(node.isMapping && node.entries.isEmpty), !(node.isSequence && node.items.isEmpty)
    else {
      throw KustomizeError("fieldPath `\(path)` is missing for replacement source \(source.id)").located(
        resource.source)
    }
    return try refine(node, source.options)
  }

  private func select(_ source: ReplacementRule.Source, in set: ResourceSet) throws -> Resource {
    let found = set.resources.filter { resource in
      resource.replacementIDs.contains { $0.isSelected(by: source.id) }
    }
    guard let first = found.first else { throw KustomizeError("nothing selected by \(source.goText)") }
    guard found.count == 1 else { throw KustomizeError("multiple matches for selector \(source.goText)") }
    return first
  }

  private func refine(_ node: YAMLNode, _ options: ReplacementRule.FieldOptions?) throws -> YAMLNode {
    guard let options, !options.delimiter.isEmpty else { return node }
    guard let text = node.text else { throw KustomizeError("delimiter option can only be used with scalar nodes") }
    let parts = text.components(separatedBy: options.delimiter)
    guard parts.indices.contains(options.index) else {
      throw KustomizeError("options.index \(options.index) is out of bounds for value \(text)")
    }
    var result = node
    result.content = .scalar(parts[options.index])
    return result
  }

  private func copy(_ value: YAMLNode, to target: ReplacementRule.Target, in set: inout ResourceSet) throws {
    guard let select = target.select else { throw KustomizeError("target must specify resources to select") }
    let selector = try CompiledSelector(select)
    let rejects = try target.reject.map { try CompiledSelector($0) }
    let paths = target.fieldPaths.isEmpty ? ["metadata.name"] : target.fieldPaths
    for index in 0..<set.count {
      let resource = set[index]
      let ids = resource.replacementIDs
      guard selector.matchesMetadata(resource), !rejects.contains(where: { $0.rejects(resource, ids) }),
        ids.contains(where: { selector.matchesID($0) })
      else { continue }
      try set.mutate(index) { resource in
        for path in paths {
          try write(value, to: path, target.options, in: &resource)
          resource.shared.settle(&resource.node)
        }
      }
    }
  }

  private func write(
    _ value: YAMLNode, to path: String, _ options: ReplacementRule.FieldOptions?, in resource: inout Resource
  ) throws {
    let creation: PathMatcher.Creation? = options?.creates == true ? value.creation : nil
    let parts = PathSplitter.splitDotted(path)
    if StructuredText.replace(value, at: parts, creation, in: &resource.node) { return }
    let matcher = PathMatcher(creation: creation) { try Self.set(value, options, &$0) }
    let verb = creation == nil ? "find" : "find or create"
    let problem = "unable to \(verb) field \"\(path)\" in replacement target"
    let isPathError: Int
    do { isPathError = try matcher.visit(&resource.node, parts[...]) } catch {
      let error = KustomizeError.from(error)
      throw error.message.hasPrefix("delimiter option") ? error : error.prefixed(problem)
    }
    guard isPathError > 0 else { throw KustomizeError(problem).located(resource.source) }
  }

  private static func set(_ value: YAMLNode, _ options: ReplacementRule.FieldOptions?, _ node: inout YAMLNode) throws {
    var value = value
    if let options, !options.delimiter.isEmpty {
      guard let text = node.text else { throw KustomizeError("delimiter option can only be used with scalar nodes") }
      var parts = text.components(separatedBy: options.delimiter)
      let part = value.text ?? ""
      if options.index < 0 {
        parts.insert(part, at: 0)
      } else if options.index >= parts.count {
        parts.append(part)
      } else {
        parts[options.index] = part
      }
      value.content = .scalar(parts.joined(separator: options.delimiter))
    }
    node.replaceText(with: value)
  }
}

extension YAMLNode {
  /// Takes the value of another node. A scalar keeps its type, so that a number stays one and a string too.
  mutating func replaceText(with value: YAMLNode) {
    if isScalar { content = .scalar(value.text ?? "") } else { self = value }
  }

  fileprivate var creation: PathMatcher.Creation {
    switch content {
    case .scalar: .scalar
    case .mapping: .mapping
    case .sequence: .sequence
    }
  }
}

extension Resource {
  /// The ids by which replacements know an object.
  fileprivate var replacementIDs: [ResourceID] {
    var current = id
    current.gvk.isClusterScoped = false
    return [current] + previousIDs
  }
}

extension CompiledSelector {
  fileprivate func matchesID(_ id: ResourceID) -> Bool {
    matches(gvk: id.gvk) && matches(name: id.name) && matches(namespace: id.namespace)
  }

  fileprivate func rejects(_ resource: Resource, _ ids: [ResourceID]) -> Bool {
    if !selector.hasNoID, ids.contains(where: matchesID) { return true }
    let hasMetadata = !selector.labelSelector.isEmpty || !selector.annotationSelector.isEmpty
    return hasMetadata && matchesMetadata(resource)
  }
}

extension ReplacementRule.Source {
  /// The source in kustomize's notation, for messages.
  fileprivate var goText: String {
    var parts = ["\(id)"]
    if !fieldPath.isEmpty { parts.append(fieldPath) }
    if let options, !options.delimiter.isEmpty || options.creates {
      parts.append("\(options.delimiter)(\(options.index)), create=\(options.creates)")
    }
    return parts.joined(separator: ":")
  }
}

extension String {
  /// The parts between occurrences of a text.
  func components(separatedBy separator: String) -> [String] {
    guard !separator.isEmpty else { return map(String.init) }
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}

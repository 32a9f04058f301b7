import YAML

/// Finds the nodes that a ``FieldSpec`` means in an object, makes them where it says so, and changes them.
struct FieldVisitor {
  /// What is made at the end of a path that does not exist.
  enum Creation {
    case scalar(YAMLTag)
    case mapping
  }

  let spec: FieldSpec
  var creation: Creation?

  /// Changes each node that the specification means in an object.
  func apply(to resource: inout Resource, _ change: (inout YAMLNode) throws -> Void) throws {
    guard matches(resource) else { return }
    do { try visit(&resource.node, spec.names[...], change) } catch {
      throw KustomizeError.from(error).prefixed("considering field '\(spec.path)' of object \(resource.id)")
    }
  }

  /// Whether the object is of a kind that has the field.
  private func matches(_ resource: Resource) -> Bool {
    let wanted = spec.gvk
    if !wanted.kind.isEmpty && wanted.kind != resource.kind { return false }
    if wanted.group.isEmpty && wanted.version.isEmpty { return true }
    let (group, version) = GVK.split(resource.apiVersion)
    return (wanted.group.isEmpty || wanted.group == group) && (wanted.version.isEmpty || wanted.version == version)
  }

  private func visit(_ node: inout YAMLNode, _ path: ArraySlice<String>, _ change: (inout YAMLNode) throws -> Void)
    throws
  {
    guard let name = path.first else { return try change(&node) }
    if node.isNull { return }
    switch node.content {
    case .scalar: throw KustomizeError("expected sequence or mapping node")
    case .sequence:
      _ = try node.mutateItems { items in
        try prefixing("visit traversal on path: [\(path.joined(separator: " "))]") {
          for index in items.indices { try visit(&items[index], path, change) }
        }
      }
    case .mapping: try visitField(of: &node, name, path, change)
    }
  }

  private func visitField(
    of node: inout YAMLNode, _ name: String, _ path: ArraySlice<String>, _ change: (inout YAMLNode) throws -> Void
  ) throws {
    let isList = name.hasSuffix("[]")
    let key = isList ? String(name.dropLast(2)) : name
    guard !key.isEmpty else { throw KustomizeError("cannot set or create an empty field name") }
    let rest = path.dropFirst()
    let made = spec.creates && !isList ? newNode(isLast: rest.isEmpty) : nil
    _ = try node.mutateEntries { entries in
      var index = entries.firstIndex { $0.key == key }
      if index == nil, let made {
        entries.append(.init(plainKey: key, made.missing))
        index = entries.count - 1
      }
      guard let index else { return }
      if entries[index].value.tag == .null, let replacement = isList ? YAMLNode.sequence() : made?.forNull {
        entries[index].value = replacement
      }
      try visit(&entries[index].value, rest, change)
    }
  }

  /// What to put where nothing is, and where a null is.
  private func newNode(isLast: Bool) -> (missing: YAMLNode, forNull: YAMLNode)? {
    guard let creation else { return nil }
    guard isLast else { return (.mapping(), .mapping()) }
    switch creation {
    case .mapping: return (.mapping(), .mapping())
    case .scalar(let tag): return (YAMLNode(.scalar(""), tag: .implicit), YAMLNode(.scalar(""), tag: tag))
    }
  }
}

extension YAMLNode {
  /// Replaces a scalar, keeping its style; `nil` as the key means the node itself.
  mutating func setEntry(_ key: String?, _ value: YAMLNode) throws {
    guard let key else {
      guard isScalar else { throw wrongKind(expected: "ScalarNode") }
      var value = value
      // What was quoted stays a text, whatever it is set to.
      if style.isQuoted { value.tag = .string }
      value.style = style
      self = value.inPlace(of: self)
      return
    }
    if isNull { return }
    guard isMapping else { throw wrongKind(expected: "MappingNode") }
    setKeepingStyle(key, value)
  }

  var kindName: String {
    switch content {
    case .scalar: "ScalarNode"
    case .sequence: "SequenceNode"
    case .mapping: "MappingNode"
    }
  }

  func wrongKind(expected: String) -> KustomizeError {
    let text = String(decoding: YAML.encodePreservingStyle(self), as: UTF8.self)
    return KustomizeError("wrong node kind: expected \(expected) but got \(kindName): node contents:\n\(text)")
  }
}

import YAML

/// What has been gathered so far: objects, the rules for changing them, and variables.
struct Accumulator {
  var set = ResourceSet()
  var config = TransformerConfig()
  var variables: [String: Variable] = [:]

  /// Adds what a base has gathered.
  mutating func merge(_ other: Accumulator) throws {
    try set.append(contentsOf: other.set)
    try config.merge(other.config)
    for variable in other.variables.values.sorted(by: { $0.name < $1.name }) { try add(variable) }
  }

  /// Adds variables and marks the objects whose fields they stand for.
  mutating func merge(_ incoming: [Variable]) throws {
    do {
      for variable in incoming { try mark(variable) }
      for variable in incoming { try add(variable) }
    } catch {
      throw KustomizeError.from(error).prefixed("merging vars [\(incoming.map(\.written).joined(separator: " "))]")
    }
  }

  private mutating func add(_ variable: Variable) throws {
    guard variables.updateValue(variable, forKey: variable.name) == nil else {
      throw KustomizeError("var '\(variable.name)' already encountered")
    }
  }

  private mutating func mark(_ variable: Variable) throws {
    var wanted = variable.object
    wanted.gvk = GVK(apiVersion: wanted.gvk.apiVersion, kind: wanted.gvk.kind)
    let indices = set.indices { id in
      guard id.name == wanted.name, id.gvk == wanted.gvk else { return false }
      return wanted.namespace.isEmpty && !wanted.gvk.isClusterScoped || id.hasSameNamespace(as: wanted)
    }
    guard indices.count <= 1 else {
      throw KustomizeError("found \(indices.count) resId matches for var \(variable.goText) (unable to disambiguate)")
    }
    if let index = indices.first { set.mutate(index) { $0.variables.append(variable.name) } }
  }

  /// Adds generated objects, which may replace or extend those of the same id.
  mutating func absorb(_ generated: [Resource]) throws {
    for resource in generated { try absorb(resource) }
  }

  private mutating func absorb(_ resource: Resource) throws {
    let id = resource.id
    let matches = set.indices(of: id)
    guard let index = matches.first else {
      guard resource.behavior != .merge && resource.behavior != .replace else {
        throw KustomizeError("id \(id.goSyntax) does not exist; cannot merge or replace")
      }
      return try set.append(resource)
    }
    guard matches.count == 1 else {
      throw KustomizeError("found multiple objects \(matches.map { "\(set[$0].id)" }) that could accept merge of \(id)")
    }
    guard resource.behavior == .merge || resource.behavior == .replace else {
      throw KustomizeError(
        "id \(id.goSyntax) exists; can not use behavior: '\(resource.behavior.rawValue)', behavior must be merge or replace"
      )
    }
    set.mutate(index) { $0 = resource.absorbing($0) }
  }
}

extension Resource {
  /// This generated object in the place of another: with its metadata, and its data when they are to be merged.
  fileprivate func absorbing(_ old: Resource) -> Resource {
    var result = self
    result.setLabels(old.labels.merging(labels) { _, new in new })
    result.setAnnotations(old.annotations.merging(annotations) { _, new in new })
    result.setName(old.name)
    result.setNamespace(old.namespace)
    result.previous = old.previous
    result.namePrefixes = old.namePrefixes
    result.nameSuffixes = old.nameSuffixes
    result.variables = old.variables
    result.needsHashSuffix = needsHashSuffix && old.needsHashSuffix
    result.source = old.source
    result.transformations = old.transformations
    if behavior == .merge {
      result.mergeMap("data", from: old)
      result.mergeMap("binaryData", from: old)
      if let origin = old.origin { result.origin = origin }
    }
    result.behavior = old.behavior
    return result
  }

  /// The members of a map as texts; a null is empty.
  private func texts(_ key: String) -> [String: String] {
    Dictionary((node[key]?.entries ?? []).map { ($0.key, $0.value.isNull ? "" : $0.value.text ?? "") }) { _, last in
      last
    }
  }

  private mutating func mergeMap(_ key: String, from old: Resource) {
    let merged = old.texts(key).merging(texts(key)) { _, new in new }
    node.remove(key)
    guard !merged.isEmpty else { return }
    node.set(key, .mapping(merged.sorted { $0.key < $1.key }.map { .init(plainKey: $0.key, .string($0.value)) }))
  }
}

extension ResourceID {
  /// The id in Go's syntax, which some of kustomize's messages have.
  fileprivate var goSyntax: String {
    "resid.ResId{Gvk:resid.Gvk{Group:\"\(gvk.group)\", Version:\"\(gvk.version)\", Kind:\"\(gvk.kind)\", isClusterScoped:\(gvk.isClusterScoped)}, Name:\"\(name)\", Namespace:\"\(namespace)\"}"
  }
}

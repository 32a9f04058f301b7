import YAML

/// Reads objects from the text of a file.
struct ResourceReader {
  var limits = YAMLLimits()

  /// The name of the file for positions; `nil` for text inside another file.
  var file: String?

  /// The objects in a text, lists of objects taken apart.
  func read(_ text: [UInt8]) throws -> [Resource] {
    do {
      return try expandLists(documents(text))
    } catch let error as YAMLError {
      throw malformed(error)
    }
  }

  private func malformed(_ error: YAMLError) -> KustomizeError {
    let message = "MalformedYAMLError: \(error.goDescription)" + (file.map { " in File: \($0)" } ?? "")
    return KustomizeError(message, file: file, line: error.line > 0 ? error.line : nil, kind: .malformedYAML)
  }

  private func documents(_ text: [UInt8]) throws -> [YAMLNode] {
    var limits = limits
    limits.refusesEscapedSlashes = true
    var documents = YAMLDocuments(text, limits: limits)
    var nodes: [YAMLNode] = []
    while let node = try documents.next() {
      if !node.isNull { nodes.append(node) }
    }
    guard let only = nodes.first, nodes.count == 1, let items = only["items"] else { return nodes }
    let kind = only["kind"]?.text
    return kind == "List" || kind == "ResourceList" ? items.items : nodes
  }

  /// Replaces objects like `ConfigMapList` by their items, which go to the end.
  private func expandLists(_ nodes: [YAMLNode]) throws -> [Resource] {
    var result: [Resource] = []
    var queue = try nodes.filter(checked)
    var next = 0
    while next < queue.count {
      let node = queue[next]
      next += 1
      guard let kind = node["kind"]?.text, kind.hasSuffix("List"), let items = node["items"] else {
        result.append(resource(node))
        continue
      }
      if items.isNull { continue }
      guard items.isSequence else {
        throw KustomizeError(
          "expected array in \(kind)/items, but found \(items.isMapping ? "map[string]interface {}" : "string")")
      }
      queue += try items.items.filter(checked)
    }
    return result
  }

  private func resource(_ node: YAMLNode) -> Resource {
    var resource = Resource(node)
    resource.readNotes()
    if let file { resource.source = SourcePosition(file: file, line: node.line) }
    return resource
  }

  /// Whether a document is an object and not empty.
  ///
  /// - Throws: when it lacks what every object has.
  private func checked(_ node: YAMLNode) throws -> Bool {
    if node.isNull || (node.isMapping && node.entries.isEmpty) { return false }
    if case .sequence(let items) = node.content, items.isEmpty { return false }
    let resource = resource(node)
    if resource.kind.isEmpty {
      let isObject = !resource.apiVersion.isEmpty || !(node["metadata"]?.entries.isEmpty ?? true)
      let problem = isObject ? "missing kind in object \(resource.goMetadata)" : "missing Resource metadata"
      throw KustomizeError(problem, file: file, line: node.line > 0 ? node.line : nil)
    }
    if resource.name.isEmpty && !resource.kind.hasSuffix("List") {
      throw KustomizeError(
        "missing metadata.name in object \(resource.goMetadata)", file: file, line: node.line > 0 ? node.line : nil)
    }
    return true
  }
}

extension Resource {
  /// The metadata in the notation of Go, which kustomize's messages have.
  fileprivate var goMetadata: String {
    func map(_ values: [String: String]) -> String {
      "map[" + values.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ") + "]"
    }
    return "{{\(apiVersion) \(kind)} {{\(name) \(namespace)} \(map(labels)) \(map(annotations))}}"
  }
}

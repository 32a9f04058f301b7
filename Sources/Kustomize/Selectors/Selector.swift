import YAML

/// Picks objects by kind, name, namespace, labels and annotations.
struct Selector: Sendable, Hashable {
  var id = ResourceID(gvk: GVK(), name: "")
  var annotationSelector = ""
  var labelSelector = ""

  /// Whether nothing is said about kind, name and namespace.
  var hasNoID: Bool {
    id.name.isEmpty && id.namespace.isEmpty && id.gvk.kind.isEmpty && id.gvk.group.isEmpty && id.gvk.version.isEmpty
  }
}

extension Selector {
  /// The selector as it is written.
  var node: YAMLNode {
    let fields = [
      ("annotationSelector", annotationSelector), ("group", id.gvk.group), ("kind", id.gvk.kind),
      ("labelSelector", labelSelector), ("name", id.name), ("namespace", id.namespace), ("version", id.gvk.version),
    ]
    return .mapping(fields.filter { !$0.1.isEmpty }.map { .init($0.0, .string($0.1)) })
  }
}

extension Selector: CustomStringConvertible {
  var description: String { "\(id):a=\(annotationSelector):l=\(labelSelector)" }
}

/// A selector made ready for use: its parts are regular expressions that must match as a whole.
struct CompiledSelector: Sendable {
  let selector: Selector
  private let group: Pattern?
  private let version: Pattern?
  private let kind: Pattern?
  private let name: Pattern?
  private let namespace: Pattern?
  private let labels: LabelSelector?
  private let annotations: LabelSelector?

  init(_ selector: Selector) throws {
    func pattern(_ text: String) throws -> Pattern? { text.isEmpty ? nil : try Pattern(whole: text) }
    self.selector = selector
    group = try pattern(selector.id.gvk.group)
    version = try pattern(selector.id.gvk.version)
    kind = try pattern(selector.id.gvk.kind)
    name = try pattern(selector.id.name)
    namespace = try pattern(selector.id.namespace)
    labels = selector.labelSelector.isEmpty ? nil : try LabelSelector(selector.labelSelector)
    annotations = selector.annotationSelector.isEmpty ? nil : try LabelSelector(selector.annotationSelector)
  }

  func matches(gvk: GVK) -> Bool {
    (kind?.matches(gvk.kind) ?? true) && (group?.matches(gvk.group) ?? true) && (version?.matches(gvk.version) ?? true)
  }

  func matches(name: String) -> Bool { self.name?.matches(name) ?? true }

  func matches(namespace: String) -> Bool { self.namespace?.matches(namespace) ?? true }

  func matchesMetadata(_ resource: Resource) -> Bool {
    (labels?.matches(resource.labels) ?? true) && (annotations?.matches(resource.annotations) ?? true)
  }

  /// Whether the selector picks an object, by the name and namespace that it has or had first.
  func matches(_ resource: Resource) -> Bool {
    if let kind, !kind.matches(resource.kind) { return false }
    let id = resource.id
    let original = resource.originalID
    guard matches(namespace: original.effectiveNamespace) || matches(namespace: id.effectiveNamespace),
      matches(name: original.name) || matches(name: id.name)
    else { return false }
    return matches(gvk: id.gvk) && matchesMetadata(resource)
  }
}

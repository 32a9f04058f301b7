/// A field of objects of some kinds.
struct FieldSpec: Sendable, Hashable {
  /// The kinds that have the field; empty parts match anything.
  let gvk: GVK
  /// The path as written, with `/` between the names, `\/` for a slash in a name and `[]` after names of lists.
  let path: String
  /// The names on the path.
  let names: [String]
  /// Whether the field is made where it is missing.
  let creates: Bool

  init(_ path: String, gvk: GVK = GVK(), creates: Bool = false) {
    self.path = path
    self.gvk = gvk
    self.creates = creates
    names = PathSplitter.split(path, separator: "/")
  }
}

extension [FieldSpec] {
  /// Adds a specification unless one that covers it is there.
  mutating func merge(_ spec: FieldSpec) throws {
    guard let known = first(where: { $0.path == spec.path && $0.gvk.isSelected(by: spec.gvk) }) else {
      return append(spec)
    }
    guard known.creates == spec.creates else { throw KustomizeError("conflicting fieldspecs") }
  }

  mutating func merge(contentsOf specs: [FieldSpec]) throws {
    for spec in specs { try merge(spec) }
  }
}

import YAML

/// The annotations in which kustomize's functions keep notes on an object.
///
/// Within a build ``Resource`` has fields for them; an object of a file may come with notes of an earlier run.
extension Resource {
  private static let notesPrefix = "internal.config.kubernetes.io/"

  /// Whether kustomize would have annotations of its own on the object by now.
  var hasNotes: Bool {
    !previous.isEmpty || !namePrefixes.isEmpty || !nameSuffixes.isEmpty || needsHashSuffix || behavior != .unspecified
  }

  /// Takes over the notes that the object came with.
  mutating func readNotes() {
    guard let annotations = node[path: "metadata", "annotations"] else { return }
    func note(_ key: String) -> String? { annotations[Self.notesPrefix + key]?.text }
    func list(_ key: String) -> [String] {
      note(key).map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
    }
    // An object of a file may ask for the hash that generated objects have.
    needsHashSuffix = note("needsHashSuffix") == "enabled"
    namePrefixes = list("prefixes")
    nameSuffixes = list("suffixes")
    let (names, namespaces, kinds) = (list("previousNames"), list("previousNamespaces"), list("previousKinds"))
    guard names.count == namespaces.count, names.count == kinds.count else { return }
    previous = names.indices.map { PreviousID(name: names[$0], namespace: namespaces[$0], kind: kinds[$0]) }
  }
}

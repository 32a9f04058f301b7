import YAML

/// Applies an entry of `patchesJson6902`.
struct JSONPatchTransformer: Transformer {
  private let patch: JSONPatch
  private let target: CompiledSelector

  init(target: Selector?, path: String, operations: String, loader: Loader) throws {
    guard let target, !target.id.name.isEmpty else { throw KustomizeError("must specify the target name") }
    guard !path.isEmpty || !operations.isEmpty else { throw KustomizeError("empty file path and empty jsonOp") }
    guard path.isEmpty || operations.isEmpty else {
      throw KustomizeError("must specify a file path or jsonOp, not both")
    }
    let text = path.isEmpty ? Array(operations.utf8) : try loader.load(path)
    guard !text.isEmpty else { throw KustomizeError("patch file '\(path)' empty seems to be empty", file: path) }
    do { patch = try JSONPatch(parsing: text) } catch {
      throw KustomizeError.from(error).prefixed("decoding \(Self.json(text))").located(file: path)
    }
    guard !patch.isEmpty else {
      throw KustomizeError("patch appears to be empty; file=\(path), JsonOp=\(String(decoding: text, as: UTF8.self))")
    }
    self.target = try CompiledSelector(target)
  }

  /// The operations as JSON, for messages.
  private static func json(_ text: [UInt8]) -> String {
    var documents = YAMLDocuments(text)
    guard let root = try? documents.next() else { return String(decoding: text, as: UTF8.self) }
    return String(decoding: GoJSON.encode(root), as: UTF8.self)
  }

  func transform(_ set: inout ResourceSet) throws {
    for index in 0..<set.count where target.matches(set[index]) {
      try set.mutate(index) { resource in
        try resource.applyPatch {
          if $0.hasNotes { $0.spellOutAnnotations() }
          try patch.apply(to: &$0.node)
          $0.shared.separate()
        }
      }
    }
  }
}

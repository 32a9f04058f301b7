import YAML

/// Applies `patchesStrategicMerge`.
struct StrategicMergeTransformer: Transformer {
  private let patches: [Resource]
  private let schema: MergeSchema

  /// - Parameters:
  ///   - paths: files, or patches themselves.
  ///   - inline: more patches as one text.
  init(paths: [String], inline: String = "", loader: Loader, schema: MergeSchema) throws {
    guard !paths.isEmpty || !inline.isEmpty else { throw KustomizeError("empty file path and empty patch content") }
    let limits = loader.budget.limits.yaml
    var patches: [Resource] = []
    for path in paths {
      if let inline = try? ResourceReader(limits: limits).read(Array(path.utf8)) {
        patches += inline
      } else {
        patches += try ResourceReader(limits: limits, file: path).read(try loader.load(path))
      }
    }
    if !inline.isEmpty { patches += try ResourceReader(limits: limits).read(Array(inline.utf8)) }
    guard !patches.isEmpty else {
      throw KustomizeError("patch appears to be empty; files=[\(paths.joined(separator: " "))], Patch=\(inline)")
    }
    self.patches = patches
    self.schema = schema
  }

  func transform(_ set: inout ResourceSet) throws {
    for patch in patches {
      let index = try set.index(of: patch.originalID)
      var patch = patch.withTextMetadata
      let kind = patch.kind
      patch.node.setKeepingStyle("apiVersion", .plain(set[index].apiVersion))
      patch.setKind(kind)
      try set.mutate(index, keepsID: true) { try $0.applyPatch { try $0.apply(patch, schema) } }
      set.dropEmpty()
      try set.checkUniqueIDs()
    }
  }
}

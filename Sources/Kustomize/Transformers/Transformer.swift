/// Changes the objects of a build.
protocol Transformer {
  func transform(_ set: inout ResourceSet) throws
}

/// Several transformers as one.
struct TransformerSequence: Transformer {
  let transformers: [any Transformer]

  func transform(_ set: inout ResourceSet) throws {
    for transformer in transformers { try transformer.transform(&set) }
  }
}

/// A transformer, and the field or file that asks for it.
struct ConfiguredTransformer {
  let transformer: any Transformer
  /// `nil` unless `buildMetadata` is used.
  var origin: Origin?

  func transform(_ set: inout ResourceSet) throws {
    try transformer.transform(&set)
    if let origin {
      set.mutateAll { resource in
        if resource.origin == nil { resource.origin = origin } else { resource.transformations.append(origin) }
      }
    }
    set.dropEmpty()
  }
}

/// Puts the hash of their content to the names of generated objects.
struct HashTransformer: Transformer {
  func transform(_ set: inout ResourceSet) throws {
    for index in 0..<set.count where set[index].needsHashSuffix {
      set.mutate(index) { resource in
        let suffix = ContentHash.suffix(of: resource)
        resource.rememberID()
        resource.setName("\(resource.name)-\(suffix)")
      }
    }
  }
}

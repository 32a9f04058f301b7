/// Finds and reads the kustomization file of a directory.
enum KustomizationFile {
  /// - Parameter isForgiving: whether unknown fields and an empty file are accepted, as Flux does for the file in its path.
  static func load(_ loader: Loader, isForgiving: Bool = false) throws -> (fileName: String, Kustomization) {
    let found = Kustomization.fileNames.compactMap { name in (try? loader.load(name)).map { (name, $0) } }
    guard let (name, text) = found.first else {
      throw KustomizeError(
        "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '\(loader.root)'"
      )
    }
    guard found.count == 1 else { throw KustomizeError("Found multiple kustomization files under: \(loader.root)\n") }
    let file = loader.isTop ? name : FilePath.join(loader.root, name)
    let reader = KustomizationReader(
      file: file, directory: loader.root, limits: loader.budget.limits.yaml, isForgiving: isForgiving)
    return (name, try reader.read(text))
  }
}

/// Finds the manifests below a directory that has no kustomization file, K-09-02 to K-09-04.
struct ManifestScanner {
  let fileSystem: any KustomizeFileSystem
  let limits: BuildLimits

  /// The paths of files and of directories with a kustomization file, as `./relative`, in the order of their names.
  func scan(_ directory: String) throws -> [String] {
    var found: [String] = []
    try scan(directory, ".", depth: 0, &found)
    return found
  }

  private func scan(_ directory: String, _ relative: String, depth: Int, _ found: inout [String]) throws {
    guard depth <= limits.depth else {
      throw KustomizeError("directories are nested deeper than \(limits.depth) levels", kind: .limit)
    }
    for name in try fileSystem.list(directory) {
      let path = FilePath.join(directory, name)
      let relativePath = "\(relative)/\(name)"
      switch try? fileSystem.entry(at: path) {
      case .directory(let resolved) where resolved == path:
        if hasKustomization(path) {
          found.append(relativePath)
        } else {
          try scan(path, relativePath, depth: depth + 1, &found)
        }
      case .file where name.hasSuffix(".yaml") || name.hasSuffix(".yml"): found.append(relativePath)
      default: continue  // other files, and links to directories
      }
      guard found.count <= limits.resources else {
        throw KustomizeError("more than \(limits.resources) manifests below '\(directory)'", kind: .limit)
      }
    }
  }

  func hasKustomization(_ directory: String) -> Bool {
    Kustomization.fileNames.contains { name in
      guard case .file = try? fileSystem.entry(at: FilePath.join(directory, name)) else { return false }
      return true
    }
  }
}

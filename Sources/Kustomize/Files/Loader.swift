import YAML

/// Which files a kustomization may name.
public enum LoadRestriction: Sendable, Hashable {
  /// Those in or below its own directory; the default of the command line.
  case rootOnly
  /// All in the file system.
  case none
}

/// Reads files on behalf of one kustomization directory, and knows how the build came there.
struct Loader {
  let fileSystem: any KustomizeFileSystem
  let restriction: LoadRestriction
  /// The directory of the kustomization, absolute and free of links.
  let root: String
  /// The directories of the same file system from which this one was reached.
  private let referrers: [String]
  /// The repositories through which the build came here.
  private let repositories: [RemoteRepository]
  /// How many kustomizations lie above.
  private let depth: Int
  let budget: BuildBudget
  /// `nil` where nothing on other machines may be read.
  private let remote: RemoteFiles?

  /// Whether this is the directory where the build began.
  var isTop: Bool { depth == 0 }

  /// Begins a build in a directory.
  init(
    _ fileSystem: any KustomizeFileSystem, directory: String, restriction: LoadRestriction, budget: BuildBudget,
    remote: RemoteFiles? = nil
  ) throws {
    self.fileSystem = fileSystem
    self.restriction = restriction
    self.budget = budget
    self.remote = remote
    referrers = []
    repositories = []
    depth = 0
    root = try Self.confirmDirectory(fileSystem, FilePath.clean("/" + directory))
  }

  private init(_ parent: Loader, root: String) {
    fileSystem = parent.fileSystem
    restriction = parent.restriction
    budget = parent.budget
    remote = parent.remote
    referrers = parent.referrers + [parent.root]
    repositories = parent.repositories
    depth = parent.depth + 1
    self.root = root
  }

  /// A loader in a repository, which sees nothing but that repository.
  private init(_ parent: Loader, _ repository: RemoteRepository, _ files: any KustomizeFileSystem) throws {
    fileSystem = files
    restriction = .rootOnly
    budget = parent.budget
    remote = parent.remote
    referrers = []
    repositories = parent.repositories + [repository]
    depth = parent.depth + 1
    root = try Self.confirmDirectory(files, "/" + repository.path)
  }

  /// A loader for another kustomization directory.
  func child(_ path: String) throws -> Loader {
    guard !path.isEmpty else { throw KustomizeError("new root cannot be empty") }
    if remote == nil { try Self.refuseRemote(path) }
    if let repository = RemoteRepository(path) { return try child(repository, path) }
    guard !path.hasPrefix("/") else { throw KustomizeError("new root '\(path)' cannot be absolute") }
    let directory = try Self.confirmDirectory(fileSystem, FilePath.join(root, path))
    for visited in [root] + referrers.reversed() where FilePath.isDirectory(visited, inOrBelow: directory) {
      throw KustomizeError("cycle detected: candidate root '\(directory)' contains visited root '\(visited)'")
    }
    try checkDepth()
    return Loader(self, root: directory)
  }

  private func checkDepth() throws {
    guard depth < budget.limits.depth else {
      throw KustomizeError("bases are nested deeper than \(budget.limits.depth) levels", kind: .limit)
    }
  }

  private func child(_ repository: RemoteRepository, _ path: String) throws -> Loader {
    if repositories.contains(repository) {
      throw KustomizeError("cycle detected: URI '\(path)' is referenced by itself")
    }
    try checkDepth()
    guard let remote else { throw KustomizeError("remote resource '\(path)' is not supported") }
    return try Loader(self, repository, try remote.files(of: repository))
  }

  /// The content of a file that the kustomization names.
  func load(_ path: String) throws -> [UInt8] {
    if let remote, RemoteFiles.isURL(path) {
      let bytes = try remote.file(path)
      try budget.read(bytes.count)
      return bytes
    }
    if remote == nil { try Self.refuseRemote(path) }
    let full = path.hasPrefix("/") ? FilePath.clean(path) : FilePath.join(root, path)
    do {
      if restriction == .rootOnly { try checkBelowRoot(full) }
      let bytes = try fileSystem.read(full)
      try budget.read(bytes.count)
      return bytes
    } catch let error as FileSystemError {
      throw KustomizeError(Self.explain(error, reading: full))
    }
  }

  private func checkBelowRoot(_ path: String) throws {
    let entry: FileSystemEntry
    do { entry = try fileSystem.entry(at: path) } catch {
      throw KustomizeError("evalsymlink failure on '\(path)' : \(error)")
    }
    guard case .file(let resolved) = entry else { throw KustomizeError("'\(path)' must resolve to a file") }
    guard FilePath.isDirectory(FilePath.parent(resolved), inOrBelow: root) else {
      throw KustomizeError("security; file '\(path)' is not in or below '\(root)'")
    }
  }

  private static func explain(_ error: FileSystemError, reading path: String) -> String {
    if case .notFound = error { return "open \(path): no such file or directory" }
    return "\(error)"
  }

  private static func confirmDirectory(_ fileSystem: any KustomizeFileSystem, _ path: String) throws -> String {
    let entry: FileSystemEntry
    do { entry = try fileSystem.entry(at: path) } catch {
      throw KustomizeError(
        "must build at directory: not a valid directory: evalsymlink failure on '\(path)' : \(error)")
    }
    guard case .directory(let directory) = entry else {
      throw KustomizeError("must build at directory: '\(path)': file is not directory")
    }
    return directory
  }

  /// Whether a path names something on another machine.
  static func isRemote(_ path: String) -> Bool {
    let lower = path.lowercased()
    return lower.contains("://") || lower.hasPrefix("git@") || lower.hasPrefix("git::")
      || lower.hasPrefix("github.com/")
      || lower.hasPrefix("github.com:") || lower.contains("?ref=")
  }

  private static func refuseRemote(_ path: String) throws {
    guard isRemote(path) else { return }
    throw KustomizeError("remote resource '\(path)' is not supported; add its files to the source instead")
  }
}

public import Archive

/// Puts the files of a commit into an artifact, straight from the pack: no work tree is ever written.
///
/// Directories and regular files in lexical order, the root as `.`; symbolic links are left out (S-ST-15) and a
/// submodule is an empty directory, as in a checkout that does not recurse. Blocks on the disk.
public struct TreeArchiver {
  /// What was archived.
  public struct Summary: Sendable, Equatable {
    public internal(set) var files = 0
    public internal(set) var directories = 0
    public internal(set) var skippedLinks = 0
    /// Bytes of all files, before compression.
    public internal(set) var bytes: UInt64 = 0
  }

  /// The patterns of `spec.ignore`.
  public var specIgnore: String?
  /// Directories to which the artifact is restricted; none means everything.
  public var sparse: [String] = []
  public var limits = TreeLimits()
  /// Asked for every entry; when true, the work ends with a `CancellationError`.
  public var isCancelled: () -> Bool = { Task.isCancelled }

  public init() {}

  /// - Parameter tree: The root, ``Commit/tree``.
  /// - Throws: ``TreeError``, ``ObjectError``, ``PackError``, `ArchiveError`, `CancellationError`.
  public func write(_ tree: ObjectID, of store: ObjectStore, to writer: ArtifactWriter) throws -> Summary {
    let scan = try IgnoreScan.run(tree, store, limits, isCancelled)
    let spec = specIgnore.map { IgnorePatterns($0) }
    var rules = IgnoreRules(specIgnore: spec, foundIgnoreFiles: scan.foundPatterns)
    let mayReinclude = scan.foundNegations || spec?.hasNegations == true
    var walk = TreeWalk(store, root: tree, limits: limits, isCancelled: isCancelled)
    var summary = Summary()
    let filter = SparseFilter(sparse)
    var seen: Set<[[UInt8]]> = []
    try writer.directory([UInt8(ascii: ".")])
    while let step = try walk.next() {
      switch step {
      case .enter:
        if let patterns = try IgnoreScan.patterns(in: walk, store, limits) {
          rules.enter(depth: walk.path.count, patterns)
        }
      case .leave(let depth): rules.leave(depth: depth)
      case .entry(let entry):
        let verdict = filter.verdict(walk.path)
        guard verdict != .outside else { continue }
        if entry.kind == .directory && filter.names(walk.path) { seen.insert(walk.path) }
        if verdict == .onTheWay && entry.kind != .directory { continue }
        let isDirectory = entry.kind == .directory || entry.kind == .submodule
        let isExcluded = rules.excludes(walk.path, isDirectory: isDirectory)
        if !isExcluded { try add(entry, walk.pathBytes, store, writer, &summary) }
        if entry.kind == .directory && (!isExcluded || mayReinclude) { walk.descend(into: entry) }
      }
    }
    let missing = filter.missing(seen)
    guard missing.isEmpty else { throw TreeError.sparseDirectoriesMissing(missing) }
    return summary
  }

  private func add(
    _ entry: TreeEntry, _ path: [UInt8], _ store: ObjectStore, _ writer: ArtifactWriter, _ summary: inout Summary
  ) throws {
    switch entry.kind {
    case .directory, .submodule:
      try writer.directory(path)
      summary.directories += 1
    case .symbolicLink:
      summary.skippedLinks += 1
    case .file, .executable:
      var total = summary.bytes
      try store.blob(entry.id) { size in
        total += size
        guard total <= limits.maxTotalBytes else {
          throw TreeError.limitExceeded(what: "bytes in all files", limit: limits.maxTotalBytes)
        }
        try writer.beginFile(path, size: size, executable: entry.kind == .executable)
      } content: {
        try writer.append($0)
      }
      try writer.finishFile()
      summary.bytes = total
      summary.files += 1
    }
  }
}

import Archive

/// Looks through a commit's directories for ignore files before anything is written: a single pattern anywhere
/// switches the default sets off (S-IG-05).
struct IgnoreScan {
  private(set) var foundPatterns = false
  private(set) var foundNegations = false

  static func run(_ tree: ObjectID, _ store: ObjectStore, _ limits: TreeLimits, _ isCancelled: @escaping () -> Bool)
    throws -> Self
  {
    var scan = Self()
    var walk = TreeWalk(store, root: tree, limits: limits, isCancelled: isCancelled)
    while let step = try walk.next() {
      switch step {
      case .enter:
        guard let patterns = try patterns(in: walk, store, limits) else { continue }
        scan.foundPatterns = scan.foundPatterns || !patterns.isEmpty
        scan.foundNegations = scan.foundNegations || patterns.hasNegations
      case .entry(let entry) where entry.kind == .directory: walk.descend(into: entry)
      case .entry, .leave: break
      }
    }
    return scan
  }

  /// The rules in the directory that the walk entered last. Throws ``IgnoreFileError``.
  static func patterns(in walk: TreeWalk, _ store: ObjectStore, _ limits: TreeLimits) throws -> IgnorePatterns? {
    guard let entry = walk.current(IgnoreRules.fileName), entry.kind == .file || entry.kind == .executable else {
      return nil
    }
    do {
      return IgnorePatterns(try store.bytes(entry.id, .blob, limit: limits.maxIgnoreFileBytes))
    } catch PackError.system(let operation, let path, let code) {
      throw PackError.system(operation: operation, path: path, errno: code)
    } catch {
      throw IgnoreFileError(in: walk.pathBytes, error)
    }
  }
}

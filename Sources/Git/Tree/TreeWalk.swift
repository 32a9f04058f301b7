import Archive

/// Goes through the directories of a commit in lexical order, without recursion.
struct TreeWalk {
  /// One thing found on the way.
  enum Step {
    /// The directory gone into last was read.
    case enter
    case entry(TreeEntry)
    /// The directory at this depth has ended.
    case leave(depth: Int)
  }

  private struct Frame {
    var entries: [TreeEntry]
    var next = 0
  }

  /// The names from the root to what was found last.
  private(set) var path: [[UInt8]] = []
  private var frames: [Frame] = []
  private var visited = 0
  private var pending: ObjectID?
  private let store: ObjectStore
  private let limits: TreeLimits
  private let isCancelled: () -> Bool

  init(_ store: ObjectStore, root: ObjectID, limits: TreeLimits, isCancelled: @escaping () -> Bool) {
    self.store = store
    self.limits = limits
    self.isCancelled = isCancelled
    pending = root
  }

  /// The entry of that name in the directory entered last.
  func current(_ name: String) -> TreeEntry? {
    frames.last?.entries.first { $0.name.elementsEqual(name.utf8) }
  }

  /// - Returns: `nil` at the end.
  /// - Throws: ``TreeError``, ``ObjectError``, ``PackError``, `CancellationError`.
  mutating func next() throws -> Step? {
    if isCancelled() { throw CancellationError() }
    if let directory = pending {
      pending = nil
      try push(directory)
      return .enter
    }
    guard let depth = frames.indices.last else { return nil }
    if depth < path.count { path.removeLast() }
    guard frames[depth].next < frames[depth].entries.count else {
      frames.removeLast()
      return .leave(depth: depth)
    }
    let entry = frames[depth].entries[frames[depth].next]
    frames[depth].next += 1
    path.append(entry.name)
    try check(entry, depth)
    return .entry(entry)
  }

  /// Goes into the directory that was found last.
  mutating func descend(into directory: TreeEntry) {
    pending = directory.id
  }

  var pathBytes: [UInt8] { Array(path.joined(separator: [UInt8(ascii: "/")])) }

  private mutating func push(_ directory: ObjectID) throws {
    guard frames.count <= limits.maxDepth else {
      throw TreeError.limitExceeded(what: "directories inside each other", limit: UInt64(limits.maxDepth))
    }
    frames.append(Frame(entries: try store.tree(directory, limit: limits.maxTreeBytes)))
  }

  private mutating func check(_ entry: TreeEntry, _ depth: Int) throws {
    visited += 1
    guard visited <= limits.maxEntries else {
      throw TreeError.limitExceeded(what: "files and directories", limit: UInt64(limits.maxEntries))
    }
    if let reason = TreeNames.objection(to: entry.name) {
      throw TreeError.hostileName(path: ArchiveError.printable(pathBytes), reason: reason)
    }
    let following = frames[depth].next
    if following < frames[depth].entries.count, frames[depth].entries[following].name == entry.name {
      throw TreeError.duplicateName(path: ArchiveError.printable(pathBytes))
    }
  }
}

/// How many requests a pass sent to the API server, by what they asked for. Discovery is not counted: it is cached
/// and shared by all passes.
public struct RequestCounts: Sendable, Hashable {
  /// One object's metadata.
  public var metadataGets = 0
  /// The metadata of all objects of a kind in a namespace that carry the owner's labels; pages count as one.
  public var metadataLists = 0
  /// One whole object.
  public var gets = 0
  /// A list of whole objects.
  public var lists = 0
  /// Writes that the API server evaluates and does not persist.
  public var dryRuns = 0
  /// Patches and creations that are persisted.
  public var writes = 0
  public var deletes = 0

  public init() {}

  public var total: Int { metadataGets + metadataLists + gets + lists + dryRuns + writes + deletes }

  public static func += (left: inout RequestCounts, right: RequestCounts) {
    left.metadataGets += right.metadataGets
    left.metadataLists += right.metadataLists
    left.gets += right.gets
    left.lists += right.lists
    left.dryRuns += right.dryRuns
    left.writes += right.writes
    left.deletes += right.deletes
  }
}

extension RequestCounts: CustomStringConvertible {
  /// `3 metadata lists, 1 dry run`: what was sent at all.
  public var description: String {
    let parts = [
      (metadataGets, "metadata get"), (metadataLists, "metadata list"), (gets, "get"), (lists, "list"),
      (dryRuns, "dry run"), (writes, "write"), (deletes, "delete"),
    ]
    let sent = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    return sent.isEmpty ? "no requests" : sent.joined(separator: ", ")
  }
}

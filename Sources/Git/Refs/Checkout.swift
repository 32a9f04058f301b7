/// A commit that has been fetched, with its pack. Nothing is written out as a work tree.
public struct Checkout: Sendable, Equatable {
  public let revision: Revision
  public let commit: Commit
  /// The annotated tag that led to the commit, if one did.
  public let tag: Tag?
  public let pack: FetchedPack
}

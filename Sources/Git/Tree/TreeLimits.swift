/// What the files of a commit may cost. A few small objects can describe a tree without end.
public struct TreeLimits: Sendable {
  /// Files and directories, counted as often as they occur.
  public var maxEntries = 500_000
  /// Directories one inside the other.
  public var maxDepth = 128
  /// Bytes of one directory's listing.
  public var maxTreeBytes: UInt64 = 16 << 20
  /// Bytes of all files together.
  public var maxTotalBytes: UInt64 = 8 << 30
  /// Bytes of one `.sourceignore`.
  public var maxIgnoreFileBytes: UInt64 = 256 << 10

  public init() {}
}

/// What an archive may cost before it is refused. Archives come from outside and lie about their size.
public struct ExtractionLimits: Sendable {
  /// Entries of any kind.
  public var maxEntries = 200_000
  /// Bytes of all files together, after decompression.
  public var maxTotalBytes: UInt64 = 4 << 30
  /// Bytes of one file.
  public var maxFileBytes: UInt64 = 2 << 30
  /// Decompressed bytes for one compressed byte, looked at once `ratioGraceBytes` have been produced.
  public var maxCompressionRatio: UInt64 = 200
  /// Decompressed bytes that may have any ratio.
  public var ratioGraceBytes: UInt64 = 64 << 20
  /// Length of a path in bytes.
  public var maxPathBytes = 4096
  /// Directories one inside the other.
  public var maxDepth = 128
  /// Bytes of one pax header or long name.
  public var maxMetadataBytes = 64 << 10

  public init() {}
}

/// What happens to symbolic links; hard links, devices and FIFOs are always refused.
public enum SymbolicLinkPolicy: Sendable {
  case skip
  case refuse
}

/// What was unpacked.
public struct ExtractionSummary: Sendable, Equatable {
  public var files = 0
  public var directories = 0
  public var skippedLinks = 0
  /// Bytes of all files together.
  public var bytes: UInt64 = 0
}

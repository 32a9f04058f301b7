/// What a chart may cost before it is refused. The defaults are Helm's own, where Helm has any.
public struct ChartLimits: Sendable {
  /// Bytes of all files of an archive together, after decompression.
  public var maxArchiveBytes = 100 << 20
  /// Bytes of one file.
  public var maxFileBytes = 5 << 20
  /// Files of one archive or folder.
  public var maxFiles = 20_000
  /// Charts inside of charts.
  public var maxDepth = 16
  /// Charts in all.
  public var maxCharts = 500
  /// Decompressed bytes for one compressed byte, looked at once ``ratioGraceBytes`` have been produced.
  public var maxCompressionRatio = 200
  public var ratioGraceBytes = 4 << 20
  /// Files that are not templates are kept in memory up to this size each.
  public var maxKeptFileBytes = 256 << 10
  /// Whether a folder's symbolic links may lead out of it, as they may for Helm's command line.
  public var followsLinksOutside = false

  public init() {}
}

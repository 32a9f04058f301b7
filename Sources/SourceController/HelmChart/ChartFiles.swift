import Archive
import Glibc
import Helm

/// Reads and writes charts on the disk; everything here blocks.
struct ChartFiles: Sendable {
  let limits: ChartLimits
  let maximumChartBytes: Int

  init(maximumChartBytes: Int, maximumFileBytes: Int) {
    var limits = ChartLimits()
    limits.maxFileBytes = maximumFileBytes
    self.limits = limits
    self.maximumChartBytes = maximumChartBytes
  }

  /// Loads a chart and checks its metadata; throws `HelmError`.
  func load(_ path: String) throws -> Chart {
    var chart = try ChartLoader(limits: limits).load(path)
    try chart.metadata.validate()
    return chart
  }

  /// The checked metadata of a chart in a folder or an archive; throws `HelmError`.
  func metadata(_ path: String) throws -> ChartMetadata {
    guard Self.isDirectory(path) else {
      try checkSize(path)
      return try load(path).metadata
    }
    let file = open("\(path)/Chart.yaml", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw HelmError(.chart, "no chart found: there is no Chart.yaml") }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: limits.maxFileBytes + 1)
    let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    guard count >= 0, count <= limits.maxFileBytes else {
      throw HelmError(.chart, "size of 'Chart.yaml' exceeds '\(limits.maxFileBytes)' bytes limit")
    }
    var metadata = try ChartMetadata(yaml: Array(bytes[..<count]))
    try metadata.validate()
    return metadata
  }

  /// Throws `HelmError` for archives that are too large.
  func checkSize(_ path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw HelmError(.chart, "there is neither a chart's folder nor an archive")
    }
    guard status.st_size <= maximumChartBytes else {
      throw HelmError(.chart, "size of chart exceeds '\(maximumChartBytes)' bytes limit")
    }
  }

  /// Writes a chart as an archive; throws `HelmError`, `ArchiveError` and ``StorageError``.
  func package(_ chart: Chart, valuesFile: [UInt8]?, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw StorageError(operation: .write, path: path, code: errno) }
    defer { close(file) }
    _ = try ChartPackager().write(chart, to: try ArtifactWriter(fileDescriptor: file), valuesFile: valuesFile)
  }

  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

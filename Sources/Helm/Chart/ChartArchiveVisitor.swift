import Archive

/// Judges the entries of a chart's archive and hands their files over.
final class ChartArchiveVisitor: TarVisitor {
  /// Whether a file's content is wanted, by path within the chart, size and number.
  var isWanted: (String, Int, Int) -> Bool = { _, _, _ in false }
  /// Takes a file; the content only if it was wanted.
  var deliver: (String, Int, Int, [UInt8]?) -> Void = { _, _, _, _ in }
  /// Called after each file, outside of the parser's state.
  var flush: (() throws(HelmError) -> Void)?

  private let limits: ChartLimits
  private var remaining: Int
  private var index = -1
  private var current: (name: String, size: Int)?
  private var content: [UInt8]?

  init(limits: ChartLimits) {
    self.limits = limits
    remaining = limits.maxArchiveBytes
  }

  func begin(_ entry: TarEntry) throws {
    current = nil
    content = nil
    switch entry.kind {
    case .directory: return
    case .file: break
    default:
      throw HelmError(
        .chart,
        "chart archive entry \"\(ArchiveError.printable(entry.path))\" is a \(entry.kind.name), which is not allowed")
    }
    let name = try Self.relativePath(entry.path)
    index += 1
    guard index < limits.maxFiles else { throw HelmError(.limit, "chart has more than \(limits.maxFiles) files") }
    guard entry.size <= UInt64(clamping: remaining) else {
      throw HelmError(.limit, "decompressed chart is larger than the maximum size \(limits.maxArchiveBytes)")
    }
    guard entry.size <= UInt64(clamping: limits.maxFileBytes) else {
      throw HelmError(
        .limit,
        "decompressed chart file \"\(ArchiveError.printable(entry.path))\" is larger than the maximum file size "
          + "\(limits.maxFileBytes)")
    }
    let size = Int(clamping: entry.size)
    remaining -= size
    current = (name, size)
    if isWanted(name, size, index) {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(size)
      content = bytes
    }
  }

  func content(_ bytes: UnsafeRawBufferPointer) throws { content?.append(contentsOf: bytes) }

  func end() throws {
    guard let (name, size) = current else { return }
    deliver(name, size, index, content.map(ChartEntry.withoutMark))
    current = nil
    content = nil
    try flush?()
  }

  /// The path below the archive's one top folder.
  ///
  /// - Throws: ``HelmError`` for paths that lead elsewhere.
  static func relativePath(_ path: [UInt8]) throws(HelmError) -> String {
    let text = String(decoding: path, as: UTF8.self)
    let delimiter: Character = text.contains("\\") ? "\\" : "/"
    let parts = text.split(separator: delimiter, omittingEmptySubsequences: false)
    if parts.first == "Chart.yaml" { throw HelmError(.chart, "chart yaml not in base directory") }
    let rest = parts.dropFirst().joined(separator: "/")
    if rest.hasPrefix("/") { throw HelmError(.chart, "chart illegally contains absolute paths") }
    var clean: [Substring] = []
    for part in rest.split(separator: "/") where part != "." {
      if part == ".." {
        guard clean.popLast() != nil else { throw HelmError(.chart, "chart illegally references parent directory") }
      } else {
        clean.append(part)
      }
    }
    guard let first = clean.first else {
      throw HelmError(
        .chart, "chart illegally contains content outside the base directory: \"\(ArchiveError.printable(path))\"")
    }
    if first.hasPrefix("..") { throw HelmError(.chart, "chart illegally references parent directory") }
    if clean.count > 1, first.count == 2, first.hasSuffix(":"), first.first?.isLetter == true {
      throw HelmError(.chart, "chart contains illegally named files")
    }
    return clean.joined(separator: "/")
  }
}

import Glibc

/// A folder with a chart.
final class ChartFolder: ChartFileSource {
  private let top: String
  private let limits: ChartLimits
  private let ignored: HelmIgnore
  private let names: [String]

  init(_ top: String, limits: ChartLimits) throws(HelmError) {
    self.top = top
    self.limits = limits
    ignored = try Self.rules(top)
    var walk = Walk(top: top, limits: limits, ignored: ignored)
    try walk.folder("", depth: 0)
    names = walk.names
  }

  private static func rules(_ top: String) throws(HelmError) -> HelmIgnore {
    let path = "\(top)/.helmignore"
    guard access(path, F_OK) == 0 else { return HelmIgnore() }
    return try HelmIgnore(String(decoding: try DiskFile.read(path, limit: 1 << 20), as: UTF8.self))
  }

  func entries() throws(HelmError) -> [ChartEntry] {
    var entries: [ChartEntry] = []
    entries.reserveCapacity(names.count)
    for (index, name) in names.enumerated() {
      let path = "\(top)/\(name)"
      var status = stat()
      guard stat(path, &status) == 0 else { throw ChartLoader.system("lstat", path) }
      let size = Int(status.st_size)
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw HelmError(.chart, "cannot load irregular file \(path) as it has file mode type bits set")
      }
      guard size <= limits.maxFileBytes else {
        let base = name.split(separator: "/").last.map(String.init) ?? name
        throw HelmError(.limit, "chart file \"\(base)\" is larger than the maximum file size \(limits.maxFileBytes)")
      }
      let isKept = ChartEntry.isKept(name, size: size, limits: limits)
      let bytes = isKept ? ChartEntry.withoutMark(try DiskFile.read(path, limit: limits.maxFileBytes)) : nil
      entries.append(ChartEntry(name: name, size: size, bytes: bytes, source: self, index: index))
    }
    return entries
  }

  func read(_ wanted: Set<Int>, _ body: (Int, [UInt8]) throws(HelmError) -> Void) throws(HelmError) {
    for index in wanted.sorted() where names.indices.contains(index) {
      let bytes = try DiskFile.read("\(top)/\(names[index])", limit: limits.maxFileBytes)
      try body(index, ChartEntry.withoutMark(bytes))
    }
  }
}

extension ChartFolder {
  /// Goes through a folder in the order of names.
  private struct Walk {
    let top: String
    let limits: ChartLimits
    let ignored: HelmIgnore
    var names: [String] = []

    mutating func folder(_ relative: String, depth: Int) throws(HelmError) {
      guard depth < 64 else { throw HelmError(.limit, "folders of the chart are nested deeper than 64 levels") }
      let path = relative.isEmpty ? top : "\(top)/\(relative)"
      for name in try DiskFile.list(path) {
        let inner = relative.isEmpty ? name : "\(relative)/\(name)"
        let isFolder = try isFolder(inner)
        if ignored.ignores(inner, isFolder: isFolder) { continue }
        if isFolder {
          try folder(inner, depth: depth + 1)
        } else {
          names.append(inner)
          guard names.count <= limits.maxFiles else {
            throw HelmError(.limit, "chart has more than \(limits.maxFiles) files")
          }
        }
      }
    }

    private func isFolder(_ relative: String) throws(HelmError) -> Bool {
      let path = "\(top)/\(relative)"
      var status = stat()
      guard lstat(path, &status) == 0 else { throw ChartLoader.system("lstat", path) }
      guard status.st_mode & S_IFMT == S_IFLNK else { return status.st_mode & S_IFMT == S_IFDIR }
      let target: String
      do throws(HelmError) { target = try ChartLoader.absolute(path) } catch {
        let missing = DiskFile.linkTarget(path) ?? path
        throw HelmError(.chart, "error evaluating symlink \(path): lstat \(missing): no such file or directory")
      }
      if !limits.followsLinksOutside, !target.hasPrefix(top + "/") {
        throw HelmError(.chart, "symbolic link \(relative) leads out of the chart")
      }
      guard stat(target, &status) == 0 else { throw ChartLoader.system("lstat", target) }
      return status.st_mode & S_IFMT == S_IFDIR
    }
  }
}

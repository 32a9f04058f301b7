import Glibc

/// Loads charts from folders and archives.
///
/// Calls block on the disk: use it on a thread that may wait.
public struct ChartLoader: Sendable {
  public var limits: ChartLimits

  public init(limits: ChartLimits = ChartLimits()) { self.limits = limits }

  /// Loads the chart at a path, which is a folder or a `.tgz`.
  ///
  /// - Throws: ``HelmError`` in Helm's words.
  public func load(_ path: String) throws(HelmError) -> Chart {
    var status = stat()
    guard stat(path, &status) == 0 else { throw Self.system("stat", path) }
    return status.st_mode & S_IFMT == S_IFDIR ? try loadFolder(path) : try loadArchive(path)
  }

  /// Loads a chart from a folder, without what its `.helmignore` names.
  public func loadFolder(_ path: String) throws(HelmError) -> Chart {
    let top = try Self.absolute(path)
    let name = "\(top)/Chart.yaml"
    guard access(name, R_OK) == 0 else {
      throw Self.system("open", name).prefixed("unable to detect chart at \(name): ")
    }
    let entries = try ChartFolder(top, limits: limits).entries()
    // It is there, and the chart's own rules leave it out.
    guard entries.contains(where: { $0.name == "Chart.yaml" }) else {
      throw HelmError(.chart, "Chart.yaml file is missing")
    }
    return try assemble(entries)
  }

  /// Loads a chart from a `.tgz` on the disk, which must stay there while the chart is in use.
  public func loadArchive(_ path: String) throws(HelmError) -> Chart {
    let archive = ChartArchive(path: path, limits: limits)
    return try assemble(try archive.entries())
  }

  /// Loads a chart from a `.tgz` in memory.
  public func loadArchive(bytes: [UInt8]) throws(HelmError) -> Chart {
    let archive = ChartArchive(bytes: bytes, limits: limits)
    return try assemble(try archive.entries())
  }

  private func assemble(_ entries: [ChartEntry]) throws(HelmError) -> Chart {
    guard let head = entries.first(where: { $0.name == "Chart.yaml" }) else {
      throw HelmError(.chart, "unable to detect chart version, no Chart.yaml found")
    }
    let metadata = try ChartMetadata(yaml: try head.content())
    switch metadata.apiVersion {
    case "v1", "v2": break
    case "v3": throw HelmError(.chart, "invalid chart apiVersion")
    default: throw HelmError(.chart, "unsupported chart version")
    }
    var assembly = ChartAssembly(limits: limits)
    return try assembly.chart(entries, depth: 0)
  }

  static func absolute(_ path: String) throws(HelmError) -> String {
    guard let resolved = realpath(path, nil) else { throw system("open", path) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  static func system(_ call: String, _ path: String) -> HelmError {
    HelmError(.chart, "\(call) \(path): \(GoErrno.text(errno))")
  }
}

/// Error numbers in the words of Go's `syscall` package.
enum GoErrno {
  static func text(_ code: Int32) -> String {
    let text = String(cString: strerror(code))
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}

import Glibc
import Helm
import YAML

/// Makes new default values for a chart out of files; later files win.
struct ChartValues: Sendable {
  let ignoresMissing: Bool
  let maximumBytes: Int

  struct Merged: Sendable {
    /// The text of the new `values.yaml`.
    let text: [UInt8]
    /// The files that were there.
    let files: [String]
  }

  /// Merges files of the chart itself. Throws ``ChartBuildError``. Blocks on the disk.
  func merge(_ files: [String], in chart: Chart) throws -> Merged {
    do {
      return try merge(files) { path in
        let name = ConfinedPath.clean(path)
        if name == "values.yaml" { return chart.valuesFile ?? [] }
        return try chart.files.first { $0.name == name }?.bytes()
      }
    } catch let error as ChartBuildError {
      throw ChartBuildError(.valuesFiles, "failed to merge chart values: \(error.problem)")
    }
  }

  /// Merges files below a directory. Throws ``ChartBuildError``. Blocks on the disk.
  func merge(_ files: [String], below directory: String) throws -> Merged {
    try merge(files) { path in try read(ConfinedPath.join(directory, path)) }
  }

  private func merge(_ files: [String], _ read: (String) throws -> [UInt8]?) throws -> Merged {
    var values = Values()
    var used: [String] = []
    for path in files {
      guard let text = try read(path) else {
        if ignoresMissing { continue }
        throw ChartBuildError(.valuesFiles, "no values file found at path '\(path)'")
      }
      do { values.merge(try Values(yaml: text)) } catch {
        throw ChartBuildError(.valuesFiles, "unmarshaling values from '\(path)' failed: \(error)")
      }
      used.append(path)
    }
    return Merged(text: values.isEmpty ? [] : YAML.encode(values.jsonValue), files: used)
  }

  /// A regular file's content; `nil` when there is none.
  private func read(_ path: String) throws -> [UInt8]? {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    guard status.st_size <= maximumBytes else {
      throw ChartBuildError(.valuesFiles, "the values file is larger than \(maximumBytes) bytes")
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw ChartBuildError(.valuesFiles, "could not read values from file: \(String(cString: strerror(errno)))")
      }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}

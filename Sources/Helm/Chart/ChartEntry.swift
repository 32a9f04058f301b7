/// A file that a folder or an archive holds, before it has found its place in a chart.
struct ChartEntry {
  /// The path within the chart at hand.
  var name: String
  let size: Int
  /// The content, if the loader has use for it now or it is cheap to keep.
  let bytes: [UInt8]?
  let source: any ChartFileSource
  let index: Int

  var file: ChartFile {
    if let bytes { return ChartFile(name: name, bytes: bytes) }
    return ChartFile(name: name, size: size, source: source, index: index)
  }

  func content() throws(HelmError) -> [UInt8] {
    if let bytes { return bytes }
    return try file.bytes()
  }

  /// Whether a file is kept when it is first seen: those that loading or any rendering needs, and small ones that
  /// templates may ask for.
  static func isKept(_ path: String, size: Int, limits: ChartLimits) -> Bool {
    var rest = path[...]
    // Within `charts/NAME/` the same rules hold again.
    while rest.hasPrefix("charts/") {
      let inner = rest.dropFirst(7)
      guard let slash = inner.firstIndex(of: "/") else { return rest.hasSuffix(".tgz") }
      rest = inner[inner.index(after: slash)...]
    }
    switch rest {
    case "Chart.yaml", "Chart.lock", "values.yaml", "values.schema.json", "requirements.yaml", "requirements.lock":
      return true
    default: break
    }
    if rest.hasPrefix("templates/") { return true }
    if rest.hasPrefix("crds/") || [".md", ".prov", ".tgz"].contains(where: { rest.hasSuffix($0) }) { return false }
    if rest == "LICENSE" || rest.hasPrefix("ci/") || rest.hasPrefix("tests/") { return false }
    return size <= limits.maxKeptFileBytes
  }

  /// A byte order mark at the front is not part of the content.
  static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }
}

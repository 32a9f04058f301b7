/// What came out of a chart.
public struct RenderedChart: Sendable {
  /// The objects of the release, in the order in which they are installed.
  public let manifests: [RenderedManifest]
  public let hooks: [ReleaseHook]
  public let notes: String
  /// The files of `crds/`, of the chart and of the subcharts that take part.
  public let crds: [ChartCRD]
  public let log: RenderLog
  /// The chart's metadata with processed dependencies, as release records keep it.
  public let metadata: ChartMetadata

  /// All manifests in one text, as a release record keeps it.
  public var manifest: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(manifests.reduce(0) { $0 + $1.content.count + $1.path.utf8.count + 20 })
    for manifest in manifests { manifest.write(to: &bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A file of a chart's `crds/` folder.
public struct ChartCRD: Sendable {
  /// Where it lies: `chart/charts/sub/crds/file.yaml`.
  public let path: String
  public let file: ChartFile

  /// Those of a chart and its subcharts, in the order of the charts.
  static func all(_ chart: ChartNode, path: String) -> [ChartCRD] {
    let own = chart.files.filter { $0.name.hasPrefix("crds/") && $0.hasManifestExtension }
    return own.map { ChartCRD(path: "\(path)/\($0.name)", file: $0) }
      + chart.dependencies.flatMap { all($0, path: "\(path)/charts/\($0.name)") }
  }

  /// Reads several, one in memory at a time where their order allows it.
  public static func forEach(
    _ crds: [ChartCRD], _ body: (ChartCRD, [UInt8]) throws(HelmError) -> Void
  ) throws(HelmError) {
    var index = 0
    try ChartFile.forEach(crds.map(\.file)) { (_, bytes) throws(HelmError) in
      let crd = crds[index]
      index += 1
      try body(crd, bytes)
    }
  }
}

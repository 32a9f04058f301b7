import GitOpsAPI
import OperatorKit

/// What wakes a HelmChart beside itself: its source, when that has another artifact.
enum HelmChartTriggers {
  static let sourceIndex = "source"

  static let indexers: [String: @Sendable (HelmChart) -> [String]] = [
    sourceIndex: { chart in
      [
        key(
          chart.spec.sourceRef.kind.rawValue,
          ObjectKey(namespace: chart.metadata.namespace ?? "", name: chart.spec.sourceRef.name))
      ]
    }
  ]

  /// Wakes the charts of a source whose artifact they have not seen; for repositories without artifacts, those of a
  /// source whose spec has changed.
  static func connect<Source: ArtifactSource>(
    _ controller: Controller, _ charts: Informer<HelmChart>, to sources: Informer<Source>
  ) {
    let kind = Source.resourceType.kind
    sources.onChange { [weak controller] change in
      guard let new = change.new?.object else { return }
      let old = change.old?.object
      let isNews =
        new.artifact.map { $0.revision != old?.artifact?.revision }
        ?? (old?.metadata.generation != new.metadata.generation)
      guard isNews else { return }
      for chart in charts.store.keys(index: sourceIndex, value: key(kind, change.key)) {
        guard let object = charts.store[chart]?.object else { continue }
        if let revision = new.artifact?.revision, object.status.observedSourceArtifactRevision == revision { continue }
        controller?.enqueue(chart, priority: change.isFromList ? .background : .normal)
      }
    }
  }

  private static func key(_ kind: String, _ source: ObjectKey) -> String { "\(kind)/\(source)" }
}

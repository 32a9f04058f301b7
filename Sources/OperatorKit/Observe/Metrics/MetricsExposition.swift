/// The text of a registry in pieces, so that ten thousand series are never one buffer.
public struct MetricsExposition: Sequence, IteratorProtocol {
  /// What the `Content-Type` header must say.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// A piece is handed out once it has this many bytes.
  private static let pieceBytes = 16 * 1024

  private var families: [any AnyMetricFamily]
  private var series: [(labels: [String], series: any MetricSeries)] = []
  private var writer = MetricsTextWriter()

  init(families: [any AnyMetricFamily]) { self.families = families.reversed() }

  /// The next piece of text; `nil` after the last.
  public mutating func next() -> [UInt8]? {
    while writer.bytes.count < MetricsExposition.pieceBytes {
      if let (labels, current) = series.popLast() {
        writer.select(labels)
        current.write(to: &writer)
      } else if let family = families.popLast() {
        series = family.snapshot().reversed()
        if !series.isEmpty { writer.begin(family) }
      } else {
        break
      }
    }
    return writer.bytes.isEmpty ? nil : writer.take()
  }
}

import Synchronization

/// The metric families of a process, and their text in the Prometheus exposition format 0.0.4.
///
/// Families are registered once at start; series appear when first used and disappear when the object they tell of
/// is deleted. Keep the handle that ``MetricFamily/series(_:)`` returns where a series is used often: using it costs
/// no lookup.
public final class MetricsRegistry: Sendable {
  private struct State {
    var families: [String: any AnyMetricFamily] = [:]
    var collectors: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())

  public init() {}

  /// A counter family; the one already registered when the name is taken by a counter.
  public func counter(_ name: String, help: String, labels: [String] = []) -> MetricFamily<Counter> {
    family(name, help, labels) { Counter() }
  }

  /// A gauge family; the one already registered when the name is taken by a gauge.
  public func gauge(_ name: String, help: String, labels: [String] = []) -> MetricFamily<Gauge> {
    family(name, help, labels) { Gauge() }
  }

  /// A histogram family with the given upper bounds, ascending and without the infinite one.
  public func histogram(
    _ name: String, help: String, labels: [String] = [], buckets: [Double]
  ) -> MetricFamily<Histogram> {
    let bounds = HistogramBounds(buckets)
    return family(name, help, labels) { Histogram(bounds) }
  }

  /// Runs before each scrape, to refresh gauges that are read from elsewhere.
  public func onScrape(_ refresh: @escaping @Sendable () -> Void) {
    state.withLock { $0.collectors.append(refresh) }
  }

  /// Removes, in all families, the series whose labels have all of these values. Families that lack one of the
  /// labels keep their series.
  public func removeSeries(matching labels: [String: String]) {
    for family in families { family.removeSeries(matching: labels) }
  }

  /// The text of all families, some kilobytes at a time.
  public func exposition() -> MetricsExposition {
    for refresh in state.withLock({ $0.collectors }) { refresh() }
    return MetricsExposition(families: families)
  }

  /// The whole text at once, for tests and small registries.
  public func text() -> String {
    var bytes: [UInt8] = []
    for chunk in exposition() { bytes += chunk }
    return String(decoding: bytes, as: UTF8.self)
  }

  private var families: [any AnyMetricFamily] {
    state.withLock { $0.families.values.sorted { $0.name < $1.name } }
  }

  private func family<Series: MetricSeries>(
    _ name: String, _ help: String, _ labels: [String], _ make: @escaping @Sendable () -> Series
  ) -> MetricFamily<Series> {
    state.withLock { state in
      if let known = state.families[name] as? MetricFamily<Series> { return known }
      let made = MetricFamily(name: name, help: help, labelNames: labels, make: make)
      state.families[name] = made
      return made
    }
  }
}

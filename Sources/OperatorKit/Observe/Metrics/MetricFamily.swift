import Synchronization

/// The series of one metric name, told apart by the values of the same labels.
public final class MetricFamily<Series: MetricSeries>: Sendable {
  public let name: String
  public let help: String
  public let labelNames: [String]
  /// How many series the family shows at most. Beyond that new ones are still counted by their holders, but not
  /// shown: a label that a tenant controls cannot fill the memory.
  public let maximumSeries: Int

  private let make: @Sendable () -> Series
  private let series = Mutex<[[String]: Series]>([:])

  init(
    name: String, help: String, labelNames: [String], maximumSeries: Int = 20_000,
    make: @escaping @Sendable () -> Series
  ) {
    self.name = name
    self.help = help
    self.labelNames = labelNames
    self.maximumSeries = maximumSeries
    self.make = make
  }

  /// The series with these label values, in the order of ``labelNames``; missing values are empty, surplus ones
  /// are dropped.
  public func series(_ values: [String] = []) -> Series {
    let key = normalized(values)
    return series.withLock { series in
      if let known = series[key] { return known }
      let made = make()
      if series.count < maximumSeries { series[key] = made }
      return made
    }
  }

  /// Stops showing the series with these label values.
  public func remove(_ values: [String]) {
    let key = normalized(values)
    series.withLock { $0[key] = nil }
  }

  private func normalized(_ values: [String]) -> [String] {
    if values.count == labelNames.count { return values }
    return labelNames.indices.map { values.indices.contains($0) ? values[$0] : "" }
  }
}

/// A family of any kind, as the registry keeps it.
protocol AnyMetricFamily: Sendable {
  var name: String { get }
  var help: String { get }
  var typeName: String { get }
  var labelNames: [String] { get }
  func removeSeries(matching labels: [String: String])
  func snapshot() -> [(labels: [String], series: any MetricSeries)]
}

extension MetricFamily: AnyMetricFamily {
  var typeName: String { Series.typeName }

  func removeSeries(matching labels: [String: String]) {
    var wanted: [(Int, String)] = []
    for (label, value) in labels {
      guard let position = labelNames.firstIndex(of: label) else { return }
      wanted.append((position, value))
    }
    let conditions = wanted
    series.withLock { series in
      series = series.filter { entry in !conditions.allSatisfy { entry.key[$0.0] == $0.1 } }
    }
  }

  func snapshot() -> [(labels: [String], series: any MetricSeries)] {
    let entries = series.withLock { Array($0) }
    return entries.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
  }
}

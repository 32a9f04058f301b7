import Synchronization

/// One time series: a counter, a gauge or a histogram.
public protocol MetricSeries: AnyObject, Sendable {
  /// The word after the name in a `# TYPE` line.
  static var typeName: String { get }

  /// Writes the lines of the series.
  func write(to writer: inout MetricsTextWriter)
}

/// A value that only grows.
public final class Counter: MetricSeries {
  public static var typeName: String { "counter" }
  private let total = Mutex(0.0)

  public var value: Double { total.withLock { $0 } }

  /// Adds to the counter; what is negative or no number is ignored.
  public func increment(by amount: Double = 1) {
    guard amount >= 0, amount.isFinite else { return }
    total.withLock { $0 += amount }
  }

  /// Takes over a total that is counted elsewhere, such as the processor time of the process.
  package func set(total newTotal: Double) { total.withLock { $0 = newTotal } }

  public func write(to writer: inout MetricsTextWriter) { writer.sample(value) }
}

/// A value that goes up and down.
public final class Gauge: MetricSeries {
  public static var typeName: String { "gauge" }
  private let current = Mutex(0.0)

  public var value: Double { current.withLock { $0 } }
  public func set(_ value: Double) { current.withLock { $0 = value } }
  public func add(_ amount: Double) { current.withLock { $0 += amount } }

  public func write(to writer: inout MetricsTextWriter) { writer.sample(value) }
}

/// The upper bounds that all series of a histogram family share, with the text that stands in their `le` label.
final class HistogramBounds: Sendable {
  let bounds: [Double]
  let labels: [String]

  init(_ bounds: [Double]) {
    self.bounds = bounds
    labels = bounds.map(MetricsTextWriter.number)
  }
}

/// Counts observations by size.
public final class Histogram: MetricSeries {
  private struct State {
    var counts: [UInt64]
    var sum = 0.0
    var total: UInt64 = 0
  }

  public static var typeName: String { "histogram" }
  private let shape: HistogramBounds
  private let state: Mutex<State>

  init(_ shape: HistogramBounds) {
    self.shape = shape
    state = Mutex(State(counts: Array(repeating: 0, count: shape.bounds.count)))
  }

  public var count: UInt64 { state.withLock { $0.total } }
  public var sum: Double { state.withLock { $0.sum } }

  /// Counts one observation; what is no number is ignored.
  public func observe(_ value: Double) {
    guard !value.isNaN else { return }
    let bucket = shape.bounds.firstIndex { value <= $0 }
    state.withLock { state in
      if let bucket { state.counts[bucket] &+= 1 }
      state.sum += value
      state.total &+= 1
    }
  }

  public func write(to writer: inout MetricsTextWriter) {
    let state = state.withLock { $0 }
    var cumulative: UInt64 = 0
    for (index, count) in state.counts.enumerated() {
      cumulative &+= count
      writer.sample(Double(cumulative), suffix: "_bucket", bound: shape.labels[index])
    }
    writer.sample(Double(state.total), suffix: "_bucket", bound: "+Inf")
    writer.sample(state.sum, suffix: "_sum")
    writer.sample(Double(state.total), suffix: "_count")
  }
}

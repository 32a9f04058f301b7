import Glibc

/// Upper bounds of histograms, made as the Prometheus client for Go makes them, so that dashboards find the same
/// `le` labels.
public enum MetricBuckets {
  /// `count` bounds that start at `start` and grow by `factor`.
  public static func exponential(start: Double, factor: Double, count: Int) -> [Double] {
    var bounds: [Double] = []
    var bound = start
    for _ in 0..<max(0, count) {
      bounds.append(bound)
      bound *= factor
    }
    return bounds
  }

  /// `count` bounds from `minimum` to `maximum`, evenly spread on a logarithmic scale.
  public static func exponentialRange(_ minimum: Double, _ maximum: Double, count: Int) -> [Double] {
    guard count > 1, minimum > 0 else { return [minimum] }
    let growth = pow(maximum / minimum, 1 / Double(count - 1))
    return (0..<count).map { minimum * power(growth, $0) }
  }

  /// By repeated squaring, as Go does it: the C library's function differs in the last digit, and the digits are
  /// labels.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }

  /// How long a reconcile takes: `controller_runtime_reconcile_time_seconds`.
  static let reconcileTime: [Double] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75,
    2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
  ]

  /// Waiting and working times of the work queue.
  static let workQueue = exponential(start: 10e-9, factor: 10, count: 12)

  /// `gotk_reconcile_duration_seconds`.
  static let reconcileDuration = exponentialRange(0.01, 1800, count: 10)
}

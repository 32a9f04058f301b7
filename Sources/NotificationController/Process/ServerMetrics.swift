import HTTP
import HTTPServer
import OperatorKit

/// Counts and times what one of the servers answers, under `gotk_<server>_http_`.
struct ServerMetrics: Sendable {
  private let duration: MetricFamily<Histogram>
  private let size: MetricFamily<Histogram>
  private let inFlight: MetricFamily<Gauge>
  private let label: String?

  private static let seconds: [Double] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
  private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  /// - Parameters:
  ///   - server: `event` or `receiver`.
  ///   - label: Stands for all paths; `nil` shows each path, of which a hostile client can make many.
  init(_ registry: MetricsRegistry, server: String, label: String?) {
    let prefix = "gotk_\(server)_http"
    let labels = ["service", "handler", "method", "code"]
    duration = registry.histogram(
      "\(prefix)_request_duration_seconds", help: "How long requests took", labels: labels,
      buckets: ServerMetrics.seconds)
    size = registry.histogram(
      "\(prefix)_response_size_bytes", help: "Size of the answers' bodies", labels: labels,
      buckets: MetricBuckets.exponential(start: 100, factor: 10, count: 8))
    inFlight = registry.gauge(
      "\(prefix)_requests_inflight", help: "Requests in hand", labels: ["service", "handler"])
    self.label = label
  }

  /// The handler, counted.
  func measuring(_ handler: @escaping HTTPServer.Handler) -> HTTPServer.Handler {
    { request in
      let path = label ?? request.rawPath
      let begun = ContinuousClock.now
      let gauge = inFlight.series(["", path])
      gauge.add(1)
      let response = await handler(request)
      gauge.add(-1)
      let name = request.method.rawValue
      let series = ["", path, ServerMetrics.methods.contains(name) ? name : "other", String(response.status)]
      duration.series(series).observe((.now - begun).inSeconds)
      if case .bytes(let bytes) = response.body { size.series(series).observe(Double(bytes.count)) }
      return response
    }
  }
}

/// `rest_client_requests_total`: requests to API servers by status code, host and method.
public struct ClientMetrics: Sendable {
  private let requests: MetricFamily<Counter>

  public init(_ registry: MetricsRegistry) {
    requests = registry.counter(
      "rest_client_requests_total", help: "Requests to API servers by status code, method and host",
      labels: ["code", "host", "method"])
  }

  /// Counts a request; without a status code it ended in a transport error.
  public func requestFinished(code: Int?, host: String, method: String) {
    requests.series([code.map(String.init) ?? "<error>", host, method]).increment()
  }
}

/// `leader_election_master_status`: 1 while this process leads, 0 while it waits.
public struct LeaderElectionMetrics: Sendable {
  private let status: Gauge

  /// `name` is the name of the Lease.
  public init(_ registry: MetricsRegistry, name: String) {
    status = registry.gauge(
      "leader_election_master_status", help: "1 while this process leads, 0 otherwise", labels: ["name"]
    ).series([name])
  }

  public func leading(_ leads: Bool) { status.set(leads ? 1 : 0) }
}

public import OperatorKit

/// The metrics under `gotk_`.
public struct GitOpsMetrics: Sendable {
  private let registry: MetricsRegistry
  private let duration: MetricFamily<Histogram>
  private let cacheEvents: MetricFamily<Counter>

  public init(_ registry: MetricsRegistry) {
    self.registry = registry
    duration = registry.histogram(
      "gotk_reconcile_duration_seconds", help: "Length of the reconciles of an object",
      labels: ["kind", "name", "namespace"], buckets: MetricBuckets.exponentialRange(0.01, 1800, count: 10))
    cacheEvents = registry.counter(
      "gotk_cache_events_total", help: "Look-ups in the cache of Helm indexes",
      labels: ["event_type", "name", "namespace"])
  }

  /// A reconcile of the object took this long.
  public func reconciled(kind: String, _ key: ObjectKey, seconds: Double) {
    duration.series([kind, key.name, key.namespace]).observe(seconds)
  }

  /// A look-up in the cache of Helm indexes.
  public func cacheLookedUp(_ key: ObjectKey, isHit: Bool) {
    cacheEvents.series([isHit ? "cache_hit" : "cache_miss", key.name, key.namespace]).increment()
  }

  /// The object is gone: its series go too, in all families.
  public func removed(kind: String, _ key: ObjectKey) {
    registry.removeSeries(matching: ["kind": kind, "name": key.name, "namespace": key.namespace])
    guard kind == "HelmRepository" else { return }  // this family has no label for the kind
    for event in ["cache_hit", "cache_miss"] { cacheEvents.remove([event, key.name, key.namespace]) }
  }
}

/// The metrics of the cache of access tokens.
public struct TokenCacheMetrics: Sendable {
  /// What the token was for, as the `operation` label says.
  public enum Operation: String, Sendable {
    case reconcile
    case fetchKubeconfig = "fetch_kubeconfig"
    case post
  }

  private let events: MetricFamily<Counter>
  private let items: Gauge
  private let requests: MetricFamily<Counter>
  private let evictions: Counter

  public init(_ registry: MetricsRegistry) {
    events = registry.counter(
      "gotk_token_cache_events_total", help: "Look-ups in the cache of tokens for an object",
      labels: ["event_type", "kind", "name", "namespace", "operation"])
    items = registry.gauge("gotk_token_cached_items", help: "Tokens in the cache").series()
    requests = registry.counter(
      "gotk_token_cache_requests_total", help: "Requests to the cache by outcome", labels: ["status"])
    evictions = registry.counter("gotk_token_cache_evictions_total", help: "Tokens that had to make room").series()
  }

  public func lookedUp(kind: String, _ key: ObjectKey, _ operation: Operation, isHit: Bool) {
    events.series([isHit ? "cache_hit" : "cache_miss", kind, key.name, key.namespace, operation.rawValue]).increment()
  }

  public func holds(_ count: Int) { items.set(Double(count)) }
  public func requestFinished(succeeded: Bool) { requests.series([succeeded ? "success" : "failure"]).increment() }
  public func evicted() { evictions.increment() }
}

import ControllerSupport
import OperatorKit
import Testing

@Suite struct GitOpsMetricsTests {
  private let registry = MetricsRegistry()
  private let key = ObjectKey(namespace: "apps", name: "web")

  private func lines(_ name: String) -> [String] {
    registry.text().split(separator: "\n").map(String.init).filter { $0.hasPrefix(name) }
  }

  @Test("K-21-01 S-MX-01 durations are kept per object in ten buckets and leave with it")
  func duration() {
    let metrics = GitOpsMetrics(registry)
    metrics.reconciled(kind: "Kustomization", key, seconds: 3)
    let labels = #"kind="Kustomization",name="web",namespace="apps""#
    #expect(lines("gotk_reconcile_duration_seconds_sum") == ["gotk_reconcile_duration_seconds_sum{\(labels)} 3"])
    let buckets = lines("gotk_reconcile_duration_seconds_bucket")
    #expect(buckets.count == 11)
    #expect(buckets.first == "gotk_reconcile_duration_seconds_bucket{\(labels),le=\"0.01\"} 0")
    let bounds = buckets.map { $0.split(separator: "le=\"").last?.split(separator: "\"").first.map(String.init) }
    #expect(
      bounds == [
        "0.01", "0.038363583488692544", "0.1471764538093883", "0.5646216173286169", "2.166090855590701",
        "8.309900738254731", "31.879757075478317", "122.30217221643493", "469.19495946736544", "1799.9999999999986",
        "+Inf",
      ])
    #expect(buckets.last?.hasSuffix(" 1") == true)
    metrics.removed(kind: "Kustomization", key)
    #expect(lines("gotk_").isEmpty)
  }

  @Test("K-21-02 S-MX-02 what kube-state-metrics tells is not told here")
  func notRecorded() {
    let metrics = GitOpsMetrics(registry)
    metrics.reconciled(kind: "Kustomization", key, seconds: 3)
    #expect(lines("gotk_reconcile_condition").isEmpty && lines("gotk_suspend_status").isEmpty)
    #expect(!lines("gotk_reconcile_duration_seconds").isEmpty)
  }

  @Test("S-MX-03 look-ups of Helm indexes are counted per repository")
  func cache() {
    let metrics = GitOpsMetrics(registry)
    metrics.cacheLookedUp(key, isHit: true)
    metrics.cacheLookedUp(key, isHit: false)
    #expect(
      lines("gotk_cache_events_total") == [
        #"gotk_cache_events_total{event_type="cache_hit",name="web",namespace="apps"} 1"#,
        #"gotk_cache_events_total{event_type="cache_miss",name="web",namespace="apps"} 1"#,
      ])
    metrics.removed(kind: "HelmRepository", key)
    #expect(lines("gotk_").isEmpty)
  }

  @Test("K-21-03 S-MX-04 S-MX-05 the token cache has upstream's metrics")
  func tokens() {
    let metrics = TokenCacheMetrics(registry)
    metrics.lookedUp(kind: "Kustomization", key, .fetchKubeconfig, isHit: false)
    metrics.lookedUp(kind: "GitRepository", key, .reconcile, isHit: true)
    metrics.holds(3)
    metrics.requestFinished(succeeded: false)
    metrics.evicted()
    #expect(
      lines("gotk_token_cache_events_total") == [
        #"gotk_token_cache_events_total{event_type="cache_hit",kind="GitRepository","#
          + #"name="web",namespace="apps",operation="reconcile"} 1"#,
        #"gotk_token_cache_events_total{event_type="cache_miss",kind="Kustomization","#
          + #"name="web",namespace="apps",operation="fetch_kubeconfig"} 1"#,
      ])
    #expect(lines("gotk_token_cached_items") == ["gotk_token_cached_items 3"])
    #expect(lines("gotk_token_cache_requests_total") == [#"gotk_token_cache_requests_total{status="failure"} 1"#])
    #expect(lines("gotk_token_cache_evictions_total") == ["gotk_token_cache_evictions_total 1"])
  }
}

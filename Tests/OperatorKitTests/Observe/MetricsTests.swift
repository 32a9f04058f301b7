import OperatorKit
import Testing

@Suite struct MetricsTests {
  let registry = MetricsRegistry()

  func text() throws -> MetricsText { try MetricsText(registry.text()) }

  @Test("K-21-04 S-MX-06 controller and queue metrics have controller-runtime's names and labels")
  func controllerFamilies() throws {
    let metrics = ControllerMetrics(registry, controller: "kustomization")
    metrics.queueDepth(3)
    metrics.added()
    metrics.retried()
    metrics.queueLatency(seconds: 0.5)
    metrics.workDuration(seconds: 2)
    metrics.activeWorkers(1)
    metrics.maximumConcurrentReconciles(4)
    metrics.unfinishedWork(seconds: 5, longestRunning: 4)
    metrics.reconcileFinished(result: .requeueAfter, seconds: 0.2)
    metrics.reconcileFinished(result: .error, seconds: 70, terminal: true)
    ClientMetrics(registry).requestFinished(code: 200, host: "10.0.0.1:443", method: "GET")
    LeaderElectionMetrics(registry, name: "lease").leading(true)

    let text = try text()
    let controller = ["controller": "kustomization"]
    let queue = ["controller": "kustomization", "name": "kustomization"]
    #expect(text.value("workqueue_depth", queue) == 3)
    #expect(text.value("workqueue_adds_total", queue) == 1)
    #expect(text.value("workqueue_retries_total", queue) == 1)
    #expect(text.value("workqueue_queue_duration_seconds_sum", queue) == 0.5)
    #expect(text.value("workqueue_work_duration_seconds_count", queue) == 1)
    #expect(text.value("workqueue_unfinished_work_seconds", queue) == 5)
    #expect(text.value("workqueue_longest_running_processor_seconds", queue) == 4)
    #expect(text.value("controller_runtime_active_workers", controller) == 1)
    #expect(text.value("controller_runtime_max_concurrent_reconciles", controller) == 4)
    #expect(text.value("controller_runtime_reconcile_errors_total", controller) == 1)
    #expect(text.value("controller_runtime_terminal_reconcile_errors_total", controller) == 1)
    let byResult = controller.merging(["result": "requeue_after"]) { $1 }
    #expect(text.value("controller_runtime_reconcile_total", byResult) == 1)
    let upTo60 = controller.merging(["le": "60"]) { $1 }
    #expect(text.value("controller_runtime_reconcile_time_seconds_bucket", upTo60) == 1)
    let all = controller.merging(["le": "+Inf"]) { $1 }
    #expect(text.value("controller_runtime_reconcile_time_seconds_bucket", all) == 2)
    let request = ["code": "200", "host": "10.0.0.1:443", "method": "GET"]
    #expect(text.value("rest_client_requests_total", request) == 1)
    #expect(text.value("leader_election_master_status", ["name": "lease"]) == 1)
    #expect(text.types["workqueue_depth"] == "gauge")
    #expect(text.types["workqueue_adds_total"] == "counter")
    #expect(text.types["workqueue_work_duration_seconds"] == "histogram")
  }

  @Test func bucketsOfTheQueueAreUpstreams() throws {
    ControllerMetrics(registry, controller: "c").workDuration(seconds: 1)
    let bounds = try text().samples.filter { $0.name == "workqueue_work_duration_seconds_bucket" }
      .compactMap { $0.labels["le"] }
    #expect(
      bounds == [
        "1e-08", "1e-07", "1e-06", "9.999999999999999e-06", "9.999999999999999e-05", "0.001", "0.01", "0.1", "1", "10",
        "100", "1000", "+Inf",
      ])
  }

  @Test func bucketsAreCumulative() throws {
    let histogram = registry.histogram("h", help: "h", buckets: [1, 2, 4]).series()
    for value in [0.5, 1, 1.5, 3, 100, .nan] { histogram.observe(value) }
    let text = try text()
    #expect(["1", "2", "4", "+Inf"].map { text.value("h_bucket", ["le": $0]) } == [2, 3, 4, 5])
    #expect(text.value("h_count") == 5)
    #expect(text.value("h_sum") == 106)
  }

  @Test func labelValuesMayHoldAnything() throws {
    let hostile = "a\"b\\c\nd}e,f=\u{e9}"
    registry.counter("c_total", help: "back\\slash\nnewline", labels: ["name"]).series([hostile]).increment()
    #expect(try text().value("c_total", ["name": hostile]) == 1)
  }

  @Test func seriesOfADeletedObjectDisappear() throws {
    let labels = ["kind", "name", "namespace"]
    let family = registry.histogram("d_seconds", help: "d", labels: labels, buckets: [1])
    let other = registry.counter("other_total", help: "o", labels: ["name"])
    family.series(["Kustomization", "apps", "a"]).observe(1)
    family.series(["Kustomization", "apps", "b"]).observe(1)
    other.series(["apps"]).increment()
    registry.removeSeries(matching: ["kind": "Kustomization", "name": "apps", "namespace": "a"])
    let text = try text()
    #expect(text.value("d_seconds_count", ["kind": "Kustomization", "name": "apps", "namespace": "a"]) == nil)
    #expect(text.value("d_seconds_count", ["kind": "Kustomization", "name": "apps", "namespace": "b"]) == 1)
    #expect(text.value("other_total", ["name": "apps"]) == 1)
  }

  @Test func aScrapeOfManySeriesComesInBoundedPieces() throws {
    let family = registry.counter("many_total", help: "m", labels: ["name"])
    for number in 0..<5_000 { family.series(["object-\(number)"]).increment() }
    let pieces = Array(registry.exposition())
    #expect(pieces.count > 5)
    #expect(pieces.allSatisfy { $0.count < 20 * 1024 })
    #expect(try MetricsText(String(decoding: pieces.joined(), as: UTF8.self)).samples.count == 5_000)
  }

  @Test func cardinalityIsBounded() throws {
    let family = registry.counter("bounded_total", help: "b", labels: ["name"])
    for number in 0..<family.maximumSeries + 10 { family.series(["\(number)"]).increment() }
    #expect(try text().samples.count == family.maximumSeries)
  }

  @Test func theSameNameIsTheSameFamily() throws {
    registry.counter("twice_total", help: "t").series().increment()
    registry.counter("twice_total", help: "t").series().increment(by: 2)
    registry.counter("twice_total", help: "t").series().increment(by: -5)
    #expect(try text().value("twice_total") == 3)
  }

  @Test("S-MX-06 process metrics tell of this process")
  func processMetrics() throws {
    ProcessMetrics.register(in: registry)
    let text = try text()
    #expect(text.value("process_resident_memory_bytes") ?? 0 > 1_000_000)
    #expect(text.value("process_virtual_memory_bytes") ?? 0 > 1_000_000)
    #expect(text.value("process_open_fds") ?? 0 >= 3)
    #expect(text.value("process_max_fds") ?? 0 >= 64)
    #expect(text.value("process_cpu_seconds_total") ?? 0 > 0)
    #expect(text.value("process_start_time_seconds") ?? 0 > 1_600_000_000)
  }
}

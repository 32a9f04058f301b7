import JSON
import OperatorKit
import Synchronization
import TestSupport
import Testing

/// Keeps events as an API server would, and fails where the test wants it.
private final class Store: EventSink {
  struct State {
    var events: [ObjectKey: DynamicObject] = [:]
    var failures: [KubernetesError] = []
    var writes = 0
  }
  private let state = Mutex(State())

  init(failures: [KubernetesError] = []) { state.withLock { $0.failures = failures } }

  var events: [DynamicObject] { state.withLock { Array($0.events.values) } }
  var writes: Int { state.withLock { $0.writes } }
  func forgetAll() { state.withLock { $0.events = [:] } }

  private func attempt(_ state: inout State) throws {
    state.writes += 1
    if !state.failures.isEmpty { throw state.failures.removeFirst() }
  }

  func create(_ event: DynamicObject) async throws {
    try state.withLock { state in
      try attempt(&state)
      state.events[event.key] = event
    }
  }

  func update(_ key: ObjectKey, _ mergePatch: JSONValue) async throws {
    try state.withLock { state in
      try attempt(&state)
      guard state.events[key] != nil else { throw KubernetesError(kind: .notFound, code: 404, message: "gone") }
      for (member, value) in mergePatch.objectValue ?? [:] where member != "metadata" {
        state.events[key]?.json[member] = value
      }
    }
  }
}

@Suite struct EventRecorderTests {
  private let subject = InvolvedObject(
    apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", namespace: "apps", name: "web", uid: "u-1",
    resourceVersion: "42")

  private func recorder(_ store: Store, capacity: Int = 500) -> EventRecorder {
    EventRecorder(component: "source-controller", sink: store, capacity: capacity, retryDelay: .zero)
  }

  private func event(
    _ message: String, _ type: ClusterEvent.EventType = .normal, name: String = "web"
  ) -> ClusterEvent {
    var subject = subject
    subject.name = name
    return ClusterEvent(
      subject: subject, type: type, reason: "NewArtifact", message: message, annotations: ["a/b": "c"])
  }

  /// Writes everything that was recorded.
  private func flush(_ recorder: EventRecorder) async {
    recorder.close()
    await recorder.run()
  }

  @Test("S-EV-01 K-18-01 an event is written as a v1 Event of the object")
  func shape() async throws {
    let store = Store()
    let recorder = recorder(store)
    recorder.record(event("stored artifact", .warning))
    await flush(recorder)
    let written = try #require(store.events.first)
    #expect(written.apiVersion == "v1" && written.kind == "Event")
    #expect(written.namespace == "apps" && written.name.hasPrefix("web."))
    #expect(written.annotations == ["a/b": "c"])
    #expect(
      written.json["involvedObject"] == [
        "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository", "namespace": "apps", "name": "web",
        "uid": "u-1", "resourceVersion": "42",
      ])
    #expect(written.json["type"] == "Warning")
    #expect(written.json["reason"] == "NewArtifact")
    #expect(written.json["message"] == "stored artifact")
    #expect(written.json["source"] == ["component": "source-controller"])
    #expect(written.json["reportingComponent"] == "source-controller")
    #expect(written.json["count"] == 1)
    #expect(written.json["firstTimestamp"]?.stringValue.flatMap { Timestamp($0) } != nil)
  }

  @Test func aRepeatedEventCountsUp() async {
    let store = Store()
    let recorder = recorder(store)
    for _ in 0..<5 { recorder.record(event("same")) }
    recorder.record(event("other"))
    await flush(recorder)
    #expect(Set(store.events.compactMap { $0.json["count"]?.intValue }) == [5, 1])
  }

  @Test func manyDifferentMessagesAreCombined() async throws {
    let store = Store()
    let recorder = recorder(store)
    for number in 0..<20 { recorder.record(event("took \(number) ms")) }
    await flush(recorder)
    #expect(store.events.count == 11)
    let combined = try #require(store.events.first { $0.json["count"]?.intValue == 10 })
    #expect(combined.json["message"] == "(combined from similar events): took 19 ms")
  }

  @Test func whoFloodsIsSilencedAndOthersAreNot() async {
    let store = Store()
    let recorder = recorder(store)
    for _ in 0..<100 { recorder.record(event("flood")) }
    recorder.record(event("quiet", name: "other"))
    await flush(recorder)
    #expect(store.writes == 26)
    #expect(store.events.contains { $0.json["message"] == "quiet" })
  }

  @Test func longMessagesAreCutBetweenCharacters() async throws {
    let store = Store()
    let recorder = recorder(store)
    recorder.record(event(String(repeating: "ü", count: 1000)))
    await flush(recorder)
    let message = try #require(store.events.first?.json["message"]?.stringValue)
    #expect(message.utf8.count <= 1024 && message.hasSuffix("ü..."))
  }

  @Test func eventsOfClusterScopedObjectsLiveInTheDefaultNamespace() async {
    let store = Store()
    let recorder = recorder(store)
    let node = InvolvedObject(apiVersion: "v1", kind: "Node", namespace: "", name: "n")
    recorder.record(ClusterEvent(subject: node, type: .normal, reason: "R", message: "m"))
    await flush(recorder)
    #expect(store.events.first?.namespace == "default")
  }

  @Test func aServerInTroubleIsTriedAgain() async {
    let store = Store(failures: [
      KubernetesError(kind: .server, code: 500, message: "a"),
      KubernetesError(kind: .tooManyRequests, code: 429, message: "b", retryAfter: .zero),
    ])
    let recorder = recorder(store)
    recorder.record(event("m"))
    await flush(recorder)
    #expect(store.events.count == 1 && store.writes == 3)
  }

  @Test func aRefusedEventIsGivenUpAndTheNextOneIsWritten() async {
    let store = Store(failures: [KubernetesError(kind: .forbidden, code: 403, message: "namespace is going away")])
    let recorder = recorder(store)
    recorder.record(event("refused"))
    recorder.record(event("written"))
    await flush(recorder)
    #expect(store.events.map { $0.json["message"]?.stringValue } == ["written"])
  }

  @Test func anExpiredEventIsCreatedAnew() async {
    let store = Store()
    let recorder = recorder(store)
    recorder.record(event("m"))
    let writing = Task { await recorder.run() }
    while store.events.isEmpty { await Task.yield() }
    store.forgetAll()
    recorder.record(event("m"))
    recorder.close()
    await writing.value
    #expect(store.events.first?.json["count"] == 2)
  }

  @Test func recordingNeverWaitsAndDropsTheOldest() async {
    let store = Store()
    let recorder = recorder(store, capacity: 3)
    for number in 0..<10 { recorder.record(event("\(number)", name: "o\(number)")) }
    await flush(recorder)
    #expect(recorder.droppedCount == 7)
    #expect(Set(store.events.compactMap { $0.json["message"]?.stringValue }) == ["7", "8", "9"])
  }
}

@Suite struct ObserverTests {
  private let key = ObjectKey(namespace: "a", name: "b")

  @Test("K-21-04 the runtime's observer feeds the metrics")
  func observer() throws {
    let registry = MetricsRegistry()
    let observer = ControllerMetricsObserver(registry, controller: "c", concurrency: 4)
    observer.enqueued(key, depth: 1)
    observer.began(key, depth: 0)
    let during = try MetricsText(registry.text())
    #expect(during.value("controller_runtime_active_workers", ["controller": "c"]) == 1)
    #expect(during.value("workqueue_unfinished_work_seconds", ["controller": "c", "name": "c"]) ?? 0 > 0)
    observer.ended(key, outcome: .terminalError, duration: .seconds(2))
    let after = try MetricsText(registry.text())
    #expect(after.value("controller_runtime_active_workers", ["controller": "c"]) == 0)
    #expect(after.value("workqueue_queue_duration_seconds_count", ["controller": "c", "name": "c"]) == 1)
    #expect(after.value("workqueue_unfinished_work_seconds", ["controller": "c", "name": "c"]) == 0)
    #expect(after.value("controller_runtime_reconcile_total", ["controller": "c", "result": "error"]) == 1)
    #expect(after.value("controller_runtime_terminal_reconcile_errors_total", ["controller": "c"]) == 1)
    #expect(after.value("controller_runtime_reconcile_time_seconds_sum", ["controller": "c"]) == 2)
  }

  @Test func aQuarantinedKeyDoesNotReachTheReconciler() async throws {
    let scratch = try Scratch()
    let runs = Mutex(0)
    let told = Mutex(0)
    func reconciler(_ guardian: CrashGuard) -> GuardedReconciler {
      GuardedReconciler(
        guardian, kind: "K", generation: { _ in 1 }, quarantined: { _, _ in told.withLock { $0 += 1 } },
        reconciler: FunctionReconciler { _ in
          runs.withLock { $0 += 1 }
          return .done
        })
    }
    for _ in 0..<4 { _ = CrashGuard(directory: scratch.path).begin(.init(kind: "K", key: key, generation: 1)) }
    let result = try await reconciler(CrashGuard(directory: scratch.path)).reconcile(key)
    guard case .requeue(let delay) = result else {
      Issue.record("not set aside")
      return
    }
    #expect(delay > .seconds(3000) && delay <= .seconds(3600))
    #expect(runs.withLock { $0 } == 0 && told.withLock { $0 } == 1)
    let other = ObjectKey(namespace: "a", name: "other")
    #expect(try await reconciler(CrashGuard(directory: scratch.path)).reconcile(other) == .done)
    #expect(runs.withLock { $0 } == 1)
  }
}

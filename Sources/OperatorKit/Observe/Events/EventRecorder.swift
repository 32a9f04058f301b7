import JSON
public import Logging
import Synchronization

/// Records what happens to objects as Kubernetes Events.
///
/// Recording never waits and never fails: events are put into a bounded line and written by ``run()``, one after the
/// other. When the API server cannot keep up the oldest are dropped; a reconcile does not suffer.
public final class EventRecorder: Sendable {
  private let component: String
  private let sink: any EventSink
  private let logger: Logger
  private let line: DeliveryLine<ClusterEvent>
  private let correlator = Mutex(EventCorrelator())
  private let retryDelay: Duration

  /// How often a write is tried when the server is in trouble.
  private static let attempts = 4

  /// `component` is the controller's name, for example `source-controller`.
  public init(
    component: String, sink: any EventSink, capacity: Int = 500, retryDelay: Duration = .seconds(1),
    logger: Logger = Logger(label: "events")
  ) {
    self.component = component
    self.sink = sink
    self.logger = logger
    self.retryDelay = retryDelay
    line = DeliveryLine(capacity: capacity)
  }

  /// Puts an event in line.
  public func record(_ event: ClusterEvent) { line.offer(event) }

  /// Events that were dropped because the line was full.
  public var droppedCount: Int { line.droppedCount }

  /// Writes events until ``close()`` was called and the line is empty, or the task is cancelled.
  public func run() async {
    await line.run { await self.write($0) }
  }

  /// Takes no more events; ``run()`` returns when those in line are written.
  public func close() { line.close() }

  private func write(_ event: ClusterEvent) async {
    do {
      switch correlator.withLock({ $0.decide(event, at: .now()) }) {
      case .drop: return
      case .create(let series): try await create(series)
      case .update(let series): try await update(series)
      }
    } catch is CancellationError {
    } catch {
      let subject = event.subject
      logger.error(
        "cannot write event",
        metadata: [
          "error": "\(error)", "reason": "\(event.reason)", "name": "\(subject.name)",
          "namespace": "\(subject.namespace)",
        ])
    }
  }

  private func create(_ series: EventCorrelator.Series) async throws {
    let object = EventObject(component: component, series: series).object
    try await retrying { try await self.sink.create(object) }
  }

  /// Events live for an hour or so; one that is gone is created anew.
  private func update(_ series: EventCorrelator.Series) async throws {
    let event = EventObject(component: component, series: series)
    do {
      try await retrying { try await self.sink.update(event.key, event.patch) }
    } catch let error as KubernetesError where error.kind == .notFound {
      try await create(series)
    }
  }

  private func retrying(_ write: () async throws -> Void) async throws {
    var delay = retryDelay
    for attempt in 1... {
      do {
        return try await write()
      } catch let error as KubernetesError where error.kind == .alreadyExists && attempt > 1 {
        return  // an earlier try arrived after all
      } catch let error as KubernetesError where error.isRetryable && attempt < EventRecorder.attempts {
        try await Task.sleep(for: min(error.retryAfter ?? delay, .seconds(10)))
        delay = delay * 2
      }
    }
  }
}

/// How a series is written as a `v1` Event.
struct EventObject {
  let component: String
  let series: EventCorrelator.Series

  /// Events of cluster-scoped objects live in the default namespace.
  private var namespace: String {
    series.event.subject.namespace.isEmpty ? "default" : series.event.subject.namespace
  }

  var key: ObjectKey { ObjectKey(namespace: namespace, name: series.name) }

  var object: DynamicObject {
    let event = series.event
    var result = DynamicObject(.event, key)
    if !event.annotations.isEmpty { result.json[path: "metadata", "annotations"] = JSONValue(event.annotations) }
    result.json["involvedObject"] = event.subject.json
    result.json["reason"] = .string(event.reason)
    result.json["message"] = .string(event.message)
    result.json["type"] = .string(event.type.rawValue)
    result.json["source"] = ["component": .string(component)]
    result.json["reportingComponent"] = .string(component)
    result.json["reportingInstance"] = ""
    result.json["firstTimestamp"] = .string(series.first.description)
    result.json["lastTimestamp"] = .string(series.last.description)
    result.json["count"] = JSONValue(series.count)
    return result
  }

  var patch: JSONValue {
    var patch: JSONValue = [
      "count": JSONValue(series.count), "lastTimestamp": .string(series.last.description),
      "message": .string(series.event.message),
    ]
    if !series.event.annotations.isEmpty {
      patch[path: "metadata", "annotations"] = JSONValue(series.event.annotations)
    }
    return patch
  }
}

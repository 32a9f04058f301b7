import ControllerSupport
import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import Logging
import OperatorKit
import Synchronization
import Testing

private final class Kept: EventSink {
  private let events = Mutex<[DynamicObject]>([])
  var all: [DynamicObject] { events.withLock { $0 } }
  func create(_ event: DynamicObject) async throws { events.withLock { $0.append(event) } }
  func update(_ key: ObjectKey, _ mergePatch: JSONValue) async throws {}
}

private final class Lines: LogSink {
  private let lines = Mutex<[[UInt8]]>([])
  func write(line: [UInt8]) { lines.withLock { $0.append(line) } }
  func json() throws -> [JSONValue] { try lines.withLock { $0 }.map { try JSONValue(parsing: $0) } }
}

@Suite struct NotificationTests {
  private let sink = Kept()

  private func repository(annotations: [String: String] = [:], namespace: String? = "apps") throws -> GitRepository {
    var json: JSONValue = [
      "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository",
      "metadata": ["name": "web", "uid": "u", "resourceVersion": "7"],
      "spec": ["url": "https://example.com/web", "interval": "1m"],
    ]
    if let namespace { json[path: "metadata", "namespace"] = .string(namespace) }
    if !annotations.isEmpty { json[path: "metadata", "annotations"] = JSONValue(annotations) }
    return try DynamicObject(json).decode()
  }

  private var quick: EventPoster.Policy {
    var policy = EventPoster.Policy()
    policy.delay = .milliseconds(1)
    return policy
  }

  /// Records, delivers everything, and returns what the server saw.
  private func deliver(
    _ server: TestServer, _ record: (NotificationRecorder) throws -> Void
  ) async throws -> [TestServer.Seen] {
    let url = try await server.start()
    let events = EventRecorder(component: "source-controller", sink: sink)
    let poster = EventPoster(url: url, http: server.client, policy: quick)
    try record(NotificationRecorder(controller: "source-controller", instance: "pod-1", events: events, poster: poster))
    events.close()
    poster.close()
    await events.run()
    await poster.run()
    await server.stop()
    return server.seen
  }

  @Test("S-EV-01 S-EV-03 K-18-01 K-18-03 N-SND-04 an event is kept in the cluster and posted as JSON")
  func contract() async throws {
    let seen = try await deliver(TestServer(.text("", status: 202))) { recorder in
      recorder.record(
        try repository(annotations: ["event.toolkit.fluxcd.io/team": "a", "other": "b"]), .info, reason: "NewArtifact",
        message: "stored artifact", metadata: [EventMetadata.revision: "main@sha1:1", EventMetadata.digest: "sha256:2"])
    }
    let post = try #require(seen.first)
    #expect(seen.count == 1 && post.method == "POST")
    #expect(post.headers["Content-Type"] == "application/json")
    let body = try JSONValue(parsing: post.body)
    #expect(
      body["involvedObject"] == [
        "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository", "namespace": "apps", "name": "web",
        "uid": "u", "resourceVersion": "7",
      ])
    #expect(body["severity"] == "info" && body["reason"] == "NewArtifact" && body["message"] == "stored artifact")
    #expect(
      body["metadata"] == [
        "event.toolkit.fluxcd.io/team": "a", "source.toolkit.fluxcd.io/revision": "main@sha1:1",
        "source.toolkit.fluxcd.io/digest": "sha256:2",
      ])
    #expect(body["reportingController"] == "source-controller" && body["reportingInstance"] == "pod-1")
    #expect(body["timestamp"]?.stringValue.flatMap { Timestamp($0) } != nil)
    let kept = try #require(sink.all.first)
    #expect(kept.json["type"] == "Normal" && kept.annotations == body["metadata"]?.stringMapValue)
  }

  @Test("N-SND-01 N-SND-02 N-SND-05 N-SND-09 who posts, where, and what; without an address nobody does")
  func senders() async throws {
    let server = TestServer(.text(""))
    let url = try await server.start()
    let events = EventRecorder(component: "source-controller", sink: sink)
    let poster = EventPoster(url: url, http: server.client, policy: quick)
    for poster in [poster, nil] {
      let recorder = NotificationRecorder(controller: "source-controller", events: events, poster: poster)
      for severity in [ControllerEvent.Severity.info, .error, .trace] {
        recorder.record(try repository(), severity, reason: "R\(poster == nil)", message: "\(severity)")
      }
    }
    events.close()
    poster.close()
    await events.run()
    await poster.run()
    await server.stop()
    let posted = try server.seen.map { try JSONValue(parsing: $0.body) }
    #expect(posted.map { $0["severity"]?.stringValue } == ["info", "error"])
    #expect(posted.allSatisfy { $0["reportingController"] == "source-controller" })
    #expect(posted.allSatisfy { $0["reportingInstance"]?.stringValue == HostName.current })
    #expect(server.seen.allSatisfy { $0.path == url.path && $0.method == "POST" })
    #expect(
      sink.all.compactMap { $0.json["type"]?.stringValue }
        == ["Normal", "Warning", "Normal", "Normal", "Warning", "Normal"])
  }

  @Test("K-18-02 a trace event stays in the cluster, as Normal")
  func trace() async throws {
    let seen = try await deliver(TestServer(.text(""))) { recorder in
      recorder.record(try repository(), .trace, reason: "ArtifactUpToDate", message: "nothing new")
    }
    #expect(seen.isEmpty)
    #expect(sink.all.map { $0.json["type"] } == ["Normal"])
  }

  @Test("K-18-05 an error is a Warning, and without a reason the severity stands for it")
  func severity() async throws {
    let seen = try await deliver(TestServer(.text(""))) { recorder in
      recorder.record(try repository(), .error, reason: "", message: "failed")
    }
    #expect(try JSONValue(parsing: try #require(seen.first).body)["reason"] == "error")
    #expect(sink.all.map { $0.json["type"] } == ["Warning"])
  }

  @Test("K-18-04 without a namespace nothing is posted, and the Kubernetes event is written all the same")
  func incomplete() async throws {
    let seen = try await deliver(TestServer(.text(""))) { recorder in
      recorder.record(try repository(namespace: nil), .info, reason: "R", message: "m")
    }
    #expect(seen.isEmpty && sink.all.count == 1)
  }

  @Test("S-EV-02 N-SND-03 5xx is tried four more times, and the next event is posted all the same")
  func serverErrors() async throws {
    let server = TestServer(
      .text("", status: 500), .text("", status: 502), .text("", status: 503), .text("", status: 500),
      .text("", status: 500), .text("", status: 202))
    let seen = try await deliver(server) { recorder in
      recorder.record(try repository(), .info, reason: "R", message: "lost")
      recorder.record(try repository(), .info, reason: "R", message: "next")
    }
    let policy = EventPoster.Policy()
    #expect(policy.timeout == .seconds(5) && policy.retries == 4 && policy.delay == .seconds(1))
    let messages = try seen.map { try JSONValue(parsing: $0.body)["message"]?.stringValue }
    #expect(messages == ["lost", "lost", "lost", "lost", "lost", "next"])
  }

  @Test("S-EV-02 N-EV-11 N-SND-07 429 and refusals are not tried again", arguments: [429, 400, 501])
  func noRetry(status: Int) async throws {
    let seen = try await deliver(TestServer(.text("", status: status))) { recorder in
      recorder.record(try repository(), .info, reason: "R", message: "m")
    }
    #expect(seen.count == 1)
  }

  @Test func anUnreachableReceiverHoldsNobodyUp() async throws {
    let url = try #require(RemoteURL("http://127.0.0.1:1/"))
    let client = HTTPClient()
    defer { client.shutdown() }
    let poster = EventPoster(url: url, http: client, policy: quick, capacity: 2)
    for number in 0..<5 {
      let event = ControllerEvent(
        involvedObject: EventObject(try repository()), severity: .info, timestamp: .now(), message: "\(number)",
        reason: "R", reportingController: "c")
      poster.post(event)
      poster.post(event)
    }
    #expect(poster.droppedCount == 3)
    poster.close()
    await poster.run()
  }

  @Test func anEventThatWaitsIsNotQueuedTwice() async throws {
    let seen = try await deliver(TestServer(.text(""))) { recorder in
      for _ in 0..<5 { recorder.record(try repository(), .error, reason: "R", message: "same") }
    }
    #expect(seen.count == 1)
  }

  @Test func secretsDoNotTravel() async throws {
    let seen = try await deliver(TestServer(.text(""))) { recorder in
      recorder.record(try repository(), .error, reason: "R", message: "cannot clone https://bot:hunter22@git/x")
    }
    #expect(!String(decoding: try #require(seen.first).body, as: UTF8.self).contains("hunter22"))
    #expect(sink.all.first?.json["message"] == "cannot clone https://***@git/x")
  }

  @Test("N-SND-08 with log level trace every event is in the log too, Warnings as errors; otherwise none is")
  func logged() async throws {
    for level in [LogOptions.Level.trace, .debug] {
      let lines = Lines()
      let logger = Logger(label: "events") {
        ControllerLogHandler(name: $0, options: LogOptions(level: level), redactor: Redactor(), sink: lines)
      }
      let recorder = NotificationRecorder(
        controller: "source-controller", events: EventRecorder(component: "source-controller", sink: sink), poster: nil,
        logger: logger)
      let object = try repository(annotations: ["event.toolkit.fluxcd.io/team": "a"])
      recorder.record(object, .info, reason: "Stored", message: "stored", metadata: ["revision": "1"])
      recorder.record(object, .error, reason: "Failed", message: "failed for https://bot:hunter22@git/x")
      recorder.record(object, .trace, reason: "Same", message: "nothing new")
      let logged = try lines.json()
      guard level == .trace else {
        #expect(logged.isEmpty)
        continue
      }
      #expect(logged.map { $0["level"] } == ["info", "error", "info"])
      #expect(logged.map { $0["msg"] } == ["stored", "failed for https://***@git/x", "nothing new"])
      #expect(logged.map { $0["reason"] } == ["Stored", nil, "Same"])
      #expect(logged.map { $0["error"] } == [nil, "Failed", nil])
      #expect(logged.allSatisfy { $0["name"] == "web" && $0["namespace"] == "apps" })
      #expect(logged.allSatisfy { $0["reconciler kind"] == "GitRepository" })
      #expect(
        logged.first?["annotations"]
          == ["event.toolkit.fluxcd.io/team": "a", "source.toolkit.fluxcd.io/revision": "1"])
    }
  }
}

import HTTPServer
import Helm
import JSON
import Logging
import OperatorKit
import Synchronization
import Testing

@testable import HelmController

/// What a real API server seldom says, or needs real nodes for.
@Suite struct ServerAnswerTests {
  /// Keeps the lines that were logged.
  private final class Lines: Sendable {
    let texts = Mutex<[String]>([])
  }

  private struct Recorder: LogHandler {
    let lines: Lines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.texts.withLock { $0.append(event.message.description) } }
  }

  private func target(_ type: ResourceType, _ name: String) -> ReleaseObject {
    let object = DynamicObject(type, ObjectKey(namespace: "apps", name: name))
    return ReleaseObject(object: object, type: type, reference: ObjectReference(object))
  }

  @Test("H-27-04 what the pods of a hook wrote is logged, after the outcomes that the hook names alone")
  func hookLogs() async throws {
    let server = try await FakeServer.start { request in
      switch request.path {
      case "/api/v1/namespaces/apps/pods":
        guard request.query.contains("job-name%3Dmigrate") else { return FakeServer.json(["items": []]) }
        let containers: JSONValue = [["name": "main"], ["name": "side"]]
        return FakeServer.json([
          "items": [["metadata": ["name": "migrate-1", "namespace": "apps"], "spec": ["containers": containers]]]
        ])
      case "/api/v1/namespaces/apps/pods/migrate-1/log":
        return .text(request.query.contains("container=main") ? "table made\n" : "proxy ended\n")
      case "/api/v1/namespaces/apps/pods/gone": return FakeServer.json(["kind": "Status", "code": 500], status: 500)
      default: return .text("not found", status: 404)
      }
    }
    let lines = Lines()
    var logger = Logger(label: "hooks") { _ in Recorder(lines: lines) }
    logger.logLevel = .info
    let log = ActionLog(logger)
    let logs = HookLogs(client: server.client, log: log)
    let jobs = ResourceType(group: "batch", version: "v1", kind: "Job", plural: "jobs")
    var hook = RecordedHook(
      name: "migrate", kind: "Job", path: "shop/templates/migrate.yaml", manifest: "", events: ["pre-install"],
      weight: 0, deletePolicies: [], outputLogPolicies: ["hook-succeeded"])
    await logs.output(hook, [target(jobs, "migrate")], after: .failed)
    #expect(server.requests.isEmpty)
    await logs.output(hook, [target(jobs, "migrate")], after: .succeeded)
    let texts = lines.texts.withLock { $0 }
    #expect(texts.count == 2)
    #expect(texts.first?.contains("hook migrate, pod apps/migrate-1, container main:\ntable made") == true)
    #expect(texts.last?.contains("container side:\nproxy ended") == true)
    // Logs go into no event, and what cannot be had is told there.
    #expect(log.appended(to: "m") == "m")
    hook.outputLogPolicies = ["hook-failed"]
    await logs.output(hook, [target(.pod, "gone")], after: .failed)
    #expect(log.appended(to: "m").contains("could not get the logs of hook migrate"))
    await server.stop()
  }

  @Test("H-18-11 a change of leader behind the API server is tried again, once")
  func leaderChange() async throws {
    let failures = Mutex(0)
    let server = try await FakeServer.start { request in
      let number = failures.withLock { count in
        count += 1
        return count
      }
      let isOver = number == 2 || number > 4
      guard !isOver else { return FakeServer.json(["kind": "ConfigMap", "metadata": ["name": "a"]]) }
      let message = number % 2 == 1 ? "etcdserver: leader changed" : "raft proposal dropped"
      return FakeServer.json(
        ["kind": "Status", "status": "Failure", "code": 500, "message": .string(message)], status: 500)
    }
    let writer = ReleaseWriter(client: server.client, method: .serverSide)
    try await writer.create(target(.configMap, "a"))
    #expect(server.requests.count == 2)
    await #expect(throws: KubernetesError.self) { try await writer.create(target(.configMap, "a")) }
    #expect(server.requests.count == 4)
    await server.stop()
  }
}

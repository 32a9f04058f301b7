import GitOpsAPI
import HTTPServer
import JSON
import OperatorKit
import OperatorKitTesting
import Synchronization

/// A control plane, a notification-controller in half of the room that the others have, and what it delivers to.
struct EventSite: Sendable {
  static let limit: UInt64 = 32 << 20
  private static let warmUpMessage = "warm up"

  let client: KubernetesClient
  let process: ChildProcess
  let cgroup: MemoryCgroup?
  let port: UInt16
  let inbox: Inbox
  private let server: RunningServer

  /// The messages that were delivered.
  final class Inbox: Sendable {
    private struct State {
      var isWarm = false
      var letters = 0
      var messages: Set<String> = []
    }
    private let state = Mutex(State())

    func add(_ message: String) {
      state.withLock { state in
        // Each try of the warm-up is an event, and the late ones are delivered while something else is measured.
        guard !message.hasPrefix(EventSite.warmUpMessage) else {
          state.isWarm = true
          return
        }
        state.letters += 1
        state.messages.insert(message)
      }
    }

    /// Whether an event of the warm-up has come.
    var isWarm: Bool { state.withLock { $0.isWarm } }
    /// All others.
    var letters: Int { state.withLock { $0.letters } }
    var distinct: Int { state.withLock { $0.messages.count } }
  }

  /// Runs `work` beside a notification-controller, and ends everything.
  static func run<Result>(_ site: Site, _ work: (EventSite) async throws -> Result) async throws -> Result {
    var options = ControlPlane.Options.apiServerOnly
    options.startTimeout = .seconds(120)
    let cluster = try await ControlPlane.start(options)
    do {
      let events = try await EventSite(site, cluster)
      let outcome: Swift.Result<Result, any Error>
      do { outcome = .success(try await work(events)) } catch { outcome = .failure(error) }
      _ = await events.process.terminate()
      await events.server.stop()
      await cluster.stop()
      return try outcome.get()
    } catch {
      await cluster.stop()
      throw error
    }
  }

  private init(_ site: Site, _ cluster: ControlPlane) async throws {
    client = KubernetesClient(try .kubeconfig(path: cluster.kubeconfigPath))
    try await cluster.kubectl("apply", "--validate=false", "-f", site.definitions)
    try await cluster.kubectl("wait", "--for=condition=Established", "--timeout=60s", "-f", site.definitions)
    let inbox = Inbox()
    self.inbox = inbox
    server = try await HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { request in
      let body = (try? await request.body()) ?? []
      inbox.add((try? JSONParser.parse(body))?["message"]?.stringValue ?? "")
      return ServerResponse(status: 200)
    }.start()
    let reserved = try PortReservation()
    port = reserved.port
    cgroup = MemoryCgroup.unavailabilityReason == nil ? try MemoryCgroup(limit: Self.limit, name: "notification") : nil
    var environment = ProcessConfiguration.currentEnvironment()
    environment["KUBECONFIG"] = cluster.kubeconfigPath
    environment["RUNTIME_NAMESPACE"] = World.namespace
    var configuration = ProcessConfiguration(
      "\(site.binaries)/notification-controller",
      [
        "--metrics-addr=127.0.0.1:0", "--health-addr=127.0.0.1:0", "--receiverAddr=127.0.0.1:0",
        "--events-addr=127.0.0.1:\(port)",
      ], environment: environment)
    configuration.cgroup = cgroup
    process = try ChildProcess.start(configuration)
  }

  /// Resident anonymous memory in bytes.
  var anonymous: UInt64 { ProcessMemory(of: process.processID)?.anonymous ?? 0 }

  /// The most that was charged or resident, what is held now, and whether the limit ended it.
  var memory: String {
    let kills = cgroup?.usage().kills ?? 0
    let charged = cgroup?.usage().peak.map { "charged at most \(mebibytes($0)) of \(mebibytes(Self.limit)), " } ?? ""
    let resident = ProcessMemory(of: process.processID)?.peakResident ?? 0
    let survival = process.isRunning && kills == 0 ? "" : " ENDED (\(kills) kills at the limit)"
    return "\(charged)resident at most \(mebibytes(resident)), anonymous now \(mebibytes(anonymous))\(survival)"
  }

  func makeNamespace(_ name: String) async throws {
    _ = try await client.create(.namespace, DynamicObject(.namespace, ObjectKey(namespace: "", name: name)))
  }

  func makeProvider(_ key: ObjectKey) async throws {
    var object = DynamicObject(Provider.resourceType, key)
    object.json["spec"] = [
      "type": "generic", "address": .string("http://127.0.0.1:\(server.port)/\(key.namespace)/\(key.name)"),
    ]
    _ = try await client.create(Provider.resourceType, object)
  }

  func makeAlert(_ key: ObjectKey, provider: String, about app: String) async throws {
    var object = DynamicObject(Alert.resourceType, key)
    object.json["spec"] = [
      "providerRef": ["name": .string(provider)], "exclusionList": ["(?i)nobody wants this$"],
      "eventSources": [["kind": "Kustomization", "name": .string(app)]],
    ]
    _ = try await client.create(Alert.resourceType, object)
  }

  /// An event about a Kustomization, as its controller posts it.
  static func event(_ namespace: String, _ app: String, _ message: String, revision: String) -> [UInt8] {
    let json: JSONValue = [
      "involvedObject": [
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "namespace": .string(namespace),
        "name": .string(app), "uid": "0c9c2e41-d2f9-4f9b-9c41-bebc1984d67a",
      ],
      "severity": "info", "timestamp": "2026-01-01T00:00:00Z", "message": .string(message),
      "reason": "ReconciliationSucceeded", "reportingController": "kustomize-controller",
      "reportingInstance": "kustomize-controller-7d4b8c6f5-x2x7l",
      "metadata": ["kustomize.toolkit.fluxcd.io/revision": .string(revision)],
    ]
    return json.serialized()
  }

  /// Posts an event until it is delivered: the controller has to start, and to learn of the Alert.
  func warmUp(_ namespace: String, _ app: String) async throws {
    var number = 0
    try await eventually("an event to be delivered", within: .seconds(120), every: .milliseconds(200)) {
      number += 1
      let message = "\(EventSite.warmUpMessage) w\(number)"
      let body = EventSite.event(namespace, app, message, revision: "w\(number)")
      let port = port
      _ = try? await onOwnThread { try PostingConnection(port: port).post(body) }
      return inbox.isWarm
    }
  }
}

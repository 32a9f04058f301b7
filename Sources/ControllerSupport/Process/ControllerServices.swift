import HTTP
import HTTPServer
import Logging
import OperatorKit

/// What runs beside the controllers: client, probes, metrics, events, leader election.
struct ControllerServices: Sendable {
  let context: ControllerContext
  private let events: EventRecorder
  private let poster: EventPoster?
  private let leaderElection: LeaderElection?

  /// How long events that are in line may still be sent at the end.
  private static let farewell = Duration.seconds(3)

  /// Throws when the API server's address or the events address is unusable.
  init<Program>(_ start: ControllerStart<Program>) throws {
    let options = start.options
    let registry = MetricsRegistry()
    ProcessMetrics.register(in: registry)
    let client = try ControllerServices.client(options, registry)
    events = EventRecorder(component: options.profile.name, sink: KubernetesEventSink(client))
    poster = try ControllerServices.poster(options)
    leaderElection = try ControllerServices.leaderElection(options, client, registry)
    let notifications = NotificationRecorder(
      controller: options.profile.name, events: events, poster: poster, redactor: start.redactor)
    context = ControllerContext(
      options: options, flags: start.values, environment: start.environment, client: client, registry: registry,
      metrics: GitOpsMetrics(registry), notifications: notifications, budget: .ofProcess(),
      crashGuard: ControllerServices.crashGuard(options, start.environment), liveness: HealthChecks(),
      readiness: HealthChecks(), redactor: start.redactor, logger: Logger(label: options.profile.name))
  }

  func install(in manager: inout Manager) throws {
    let options = context.options
    let health = ProbeRoutes.health(liveness: context.liveness, readiness: context.readiness)
    let metrics = ProbeRoutes.metrics(context.registry)
    let probes = ListeningServer(options.healthAddress, handler: health.handle)
    let scrapes = ListeningServer(options.metricsAddress, handler: metrics.handle)
    manager.add(service: { try await probes.run() })
    manager.add(service: { try await scrapes.run() })
    manager.leaderElection = leaderElection
  }

  /// Runs the manager until `ending` returns, and gives the events in line a moment at the end.
  func run(_ manager: Manager, until ending: @escaping @Sendable () async throws -> Int32) async throws {
    let deliveries = Task {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await events.run() }
        if let poster { group.addTask { await poster.run() } }
      }
    }
    let work = Task { try await manager.run() }
    Task {
      let signal = try await ending()
      Logger(label: "setup").info("signal \(signal): stopping")
      work.cancel()
    }
    let result = await work.result
    events.close()
    poster?.close()
    let deadline = Task {
      try await Task.sleep(for: ControllerServices.farewell)
      deliveries.cancel()
    }
    await deliveries.value
    deadline.cancel()
    do { try result.get() } catch is CancellationError {}
  }

  private static func client(_ options: CommonOptions, _ registry: MetricsRegistry) throws -> KubernetesClient {
    var configuration = try ClientConfiguration.automatic()
    configuration.userAgent = options.profile.name
    configuration.rateLimit = options.kubeRateLimit
    let requests = ClientMetrics(registry)
    return KubernetesClient(configuration) { code, method, host in
      requests.requestFinished(code: code == 0 ? nil : code, host: host, method: method)
    }
  }

  private static func poster(_ options: CommonOptions) throws -> EventPoster? {
    guard let address = options.eventsAddress else { return nil }
    guard let url = RemoteURL(address), url.scheme == "http" || url.scheme == "https" else {
      throw FlagError.badValue(flag: "events-addr", value: "(not shown)", expected: "an http or https URL")
    }
    return EventPoster(url: url)
  }

  private static func leaderElection(
    _ options: CommonOptions, _ client: KubernetesClient, _ registry: MetricsRegistry
  ) throws -> LeaderElection? {
    let election = options.leaderElection
    guard election.isEnabled else { return nil }
    let status = LeaderElectionMetrics(registry, name: election.leaseName)
    status.leading(false)
    let suffix = String(UInt64.random(in: .min ... .max), radix: 16)
    let configuration = LeaderElection.Configuration(
      name: election.leaseName, namespace: options.runtimeNamespace ?? client.configuration.namespace,
      identity: "\(options.instance)_\(suffix)", leaseDuration: election.leaseDuration,
      renewDeadline: election.renewDeadline, retryPeriod: election.retryPeriod,
      releaseOnCancel: election.releaseOnCancel)
    return LeaderElection(configuration, client: client) { status.leading($0) }
  }

  /// Beside other temporary files, which outlive a restart of the container but not the pod.
  private static func crashGuard(_ options: CommonOptions, _ environment: [String: String]) -> CrashGuard {
    let directory = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let guardian = CrashGuard(directory: "\(directory)/\(options.profile.name)-\(options.instance)")
    guardian.markTraps()
    return guardian
  }
}

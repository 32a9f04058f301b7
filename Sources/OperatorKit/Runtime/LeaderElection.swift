import JSON
public import Logging

/// Elects one of many replicas as the leader, through a Lease.
///
/// Expected flow: ``run(_:)`` waits until it leads, runs the work, renews all the while, and releases the lease when
/// the work has ended.
///
/// Guarantees: the work is cancelled before another candidate may take the lease, as long as our clock runs evenly.
///
/// Caveats: as everywhere in Kubernetes there is no fencing: a request that was sent before may still arrive after.
public struct LeaderElection: Sendable {
  public struct Configuration: Sendable {
    public var name: String
    public var namespace: String
    /// Differs between replicas, for example the name of the pod with something random behind it.
    public var identity: String
    public var leaseDuration: Duration
    public var renewDeadline: Duration
    public var retryPeriod: Duration
    public var releaseOnCancel: Bool

    public init(
      name: String, namespace: String, identity: String, leaseDuration: Duration = .seconds(35),
      renewDeadline: Duration = .seconds(30), retryPeriod: Duration = .seconds(5), releaseOnCancel: Bool = true
    ) {
      self.name = name
      self.namespace = namespace
      self.identity = identity
      self.leaseDuration = leaseDuration
      self.renewDeadline = renewDeadline
      self.retryPeriod = retryPeriod
      self.releaseOnCancel = releaseOnCancel
    }
  }

  /// The lease could not be renewed in time; the process should end, so that nothing of the old leader lives on.
  public struct LeadershipLost: Error, CustomStringConvertible {
    public let name: String
    public var description: String { "lost the lease \(name): it could not be renewed in time" }
  }

  private let configuration: Configuration
  private let client: KubernetesClient
  private let logger: Logger
  private let onChange: @Sendable (_ isLeader: Bool) -> Void

  public init(
    _ configuration: Configuration, client: KubernetesClient, logger: Logger = Logger(label: "leader-election"),
    onChange: @escaping @Sendable (_ isLeader: Bool) -> Void = { _ in }
  ) {
    self.configuration = configuration
    self.client = client
    self.logger = logger
    self.onChange = onChange
  }

  private var key: ObjectKey { ObjectKey(namespace: configuration.namespace, name: configuration.name) }

  /// Runs the work as the leader. Throws ``LeadershipLost``, what the work throws, or `CancellationError`.
  public func run(_ work: @escaping @Sendable () async throws -> Void) async throws {
    try await acquire()
    logger.info("became leader", metadata: ["lease": "\(key)"])
    onChange(true)
    defer { onChange(false) }
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await work() }
        group.addTask { try await renewUntilLost() }
        defer { group.cancelAll() }
        try await group.next()
      }
    } catch {
      if !(error is LeadershipLost) { await release() }
      throw error
    }
    await release()
  }

  private func acquire() async throws {
    var machine = LeaderElectionMachine(identity: configuration.identity)
    while true {
      try Task.checkCancellation()
      if await attempt(&machine) { return }
      try await Task.sleep(for: configuration.retryPeriod * Double.random(in: 1...1.2))
    }
  }

  private func renewUntilLost() async throws {
    var machine = LeaderElectionMachine(identity: configuration.identity)
    var renewed = ContinuousClock.now
    while true {
      try await Task.sleep(for: configuration.retryPeriod)
      if await attempt(&machine) {
        renewed = .now
      } else if ContinuousClock.now - renewed > configuration.renewDeadline {
        throw LeadershipLost(name: "\(key)")
      }
    }
  }

  /// One try to hold the lease. Any failure counts as not holding it.
  private func attempt(_ machine: inout LeaderElectionMachine) async -> Bool {
    do {
      let lease = try await client.find(.lease, key)
      switch machine.decide(lease.map(LeaseRecord.record), now: .now) {
      case .wait: return false
      case .renew: try await write(lease, acquired: nil)
      case .acquire(let transitions): try await write(lease, acquired: transitions)
      }
      return true
    } catch {
      logger.debug("cannot update the lease: \(error)", metadata: ["lease": "\(key)"])
      return false
    }
  }

  /// Writes the lease whole; its resource version keeps two candidates from both succeeding.
  private func write(_ lease: DynamicObject?, acquired transitions: Int?) async throws {
    var object = lease ?? DynamicObject(.lease, key)
    LeaseRecord.hold(&object, by: configuration, acquired: transitions)
    if lease == nil {
      _ = try await client.create(.lease, object)
    } else {
      _ = try await client.replace(.lease, object)
    }
  }

  private func release() async {
    guard configuration.releaseOnCancel else { return }
    // The task is being cancelled; the release must go out all the same.
    await Task { [client, key, configuration] in
      guard var lease = try? await client.find(.lease, key),
        LeaseRecord.record(lease).holder == configuration.identity
      else { return }
      LeaseRecord.release(&lease)
      _ = try? await client.replace(.lease, lease)
    }.value
  }
}

/// How a Lease is read and written.
enum LeaseRecord {
  static func record(_ lease: DynamicObject) -> LeaderElectionMachine.Record {
    let spec = lease.json["spec"]
    return LeaderElectionMachine.Record(
      holder: spec?["holderIdentity"]?.stringValue ?? "",
      leaseDuration: .seconds(spec?["leaseDurationSeconds"]?.int64Value ?? 0),
      renewTime: spec?["renewTime"]?.stringValue ?? "",
      transitions: spec?["leaseTransitions"]?.intValue ?? 0)
  }

  static func hold(
    _ lease: inout DynamicObject, by configuration: LeaderElection.Configuration, acquired transitions: Int?
  ) {
    let now = JSONValue.string(Timestamp.now().microTime)
    lease.json[path: "spec", "holderIdentity"] = .string(configuration.identity)
    lease.json[path: "spec", "leaseDurationSeconds"] = .number(
      JSONNumber(configuration.leaseDuration.components.seconds))
    lease.json[path: "spec", "renewTime"] = now
    if let transitions {
      lease.json[path: "spec", "acquireTime"] = now
      lease.json[path: "spec", "leaseTransitions"] = JSONValue(transitions)
    }
  }

  static func release(_ lease: inout DynamicObject) {
    lease.json[path: "spec", "holderIdentity"] = ""
    lease.json[path: "spec", "leaseDurationSeconds"] = 1
    lease.json[path: "spec", "renewTime"] = .string(Timestamp.now().microTime)
  }
}

public import Logging

/// Starts the parts of an operator in order, and ends them in order.
///
/// Expected flow: add informers and controllers, then ``run()`` until the task is cancelled.
///
/// Guarantees: controllers begin when all informers have listed once. At the end no new work is begun, the runs in
/// hand get the grace period to reach a safe point, and the lease is handed over after them.
///
/// Errors: ``LeaderElection/LeadershipLost``; the process should end then.
public struct Manager: Sendable {
  public var gracePeriod: Duration = .seconds(8)
  /// Leads before it works, when given.
  public var leaderElection: LeaderElection?
  private var informers: [@Sendable () async -> Void] = []
  private var syncs: [@Sendable () async throws -> Void] = []
  private var controllers: [Controller] = []
  private var leaderServices: [@Sendable () async throws -> Void] = []
  private var services: [@Sendable () async throws -> Void] = []
  private let logger: Logger

  public init(logger: Logger = Logger(label: "manager")) { self.logger = logger }

  public mutating func add<Value>(_ informer: Informer<Value>) {
    informers.append { await informer.run() }
    syncs.append { try await informer.waitUntilSynced() }
  }

  /// An informer that runs from the start, whoever leads: for what every replica answers from.
  public mutating func add<Value>(everywhere informer: Informer<Value>) {
    services.append { await informer.run() }
    syncs.append { try await informer.waitUntilSynced() }
  }

  public mutating func add(_ controller: Controller) { controllers.append(controller) }

  /// Something that runs from the start, whoever leads: probes and metrics.
  public mutating func add(service: @escaping @Sendable () async throws -> Void) { services.append(service) }

  /// Something that runs only where the controllers run.
  public mutating func add(leaderService: @escaping @Sendable () async throws -> Void) {
    leaderServices.append(leaderService)
  }

  /// Runs until the task is cancelled or something that must not end has ended.
  public func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for service in services { group.addTask { try await service() } }
      group.addTask {
        if let leaderElection {
          try await leaderElection.run { try await lead() }
        } else {
          try await lead()
        }
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func lead() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for service in leaderServices { group.addTask { try await service() } }
      for informer in informers { group.addTask { await informer() } }
      group.addTask {
        for sync in syncs { try await sync() }
        logger.info("caches are in sync, starting \(controllers.count) controllers")
        await work()
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  /// Runs the controllers; when the task is cancelled the queues close at once and the runs in hand get their time.
  private func work() async {
    let runs = Task.detached {
      await withTaskGroup(of: Void.self) { group in
        for controller in controllers { group.addTask { await controller.run() } }
      }
    }
    await withTaskCancellationHandler {
      await runs.value
    } onCancel: {
      for controller in controllers { controller.queue.shutDown() }
      Task {
        try? await Task.sleep(for: gracePeriod)
        runs.cancel()
      }
    }
  }
}

extension Manager {
  /// Runs until SIGTERM or SIGINT, then ends in order. Call ``TerminationSignal/listen()`` first in `main`.
  public func runUntilSignalled() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await run() }
      group.addTask {
        let signal = try await TerminationSignal.wait()
        logger.info("received signal \(signal), shutting down")
      }
      try await group.next()
      group.cancelAll()
      while let result = await group.nextResult() {
        if case .failure(let error) = result, !(error is CancellationError) { throw error }
      }
    }
  }
}

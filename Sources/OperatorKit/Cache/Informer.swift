import JSON
public import Logging
import Synchronization

/// What is known of an object that may not be what its kind should be.
public enum Cached<Value: Sendable>: Sendable {
  case object(Value)
  /// The object does not decode. The others of its kind go on; this one's controller says so on it.
  case unreadable(UnreadableObject)

  public var object: Value? {
    if case .object(let value) = self { value } else { nil }
  }
}

/// An object that could not be decoded: enough of it to put a condition on it.
public struct UnreadableObject: Sendable {
  public let key: ObjectKey
  public let generation: Int64
  /// What is wrong, with the name of the field.
  public let problem: String

  public init(key: ObjectKey, generation: Int64, problem: String) {
    self.key = key
    self.generation = generation
    self.problem = problem
  }
}

/// Keeps a local copy of the objects of a kind up to date, and tells of changes.
///
/// Expected flow: make it, add handlers, run it in a task; ``waitUntilSynced()`` returns when the first list is done.
///
/// Guarantees: handlers are called for each change of the store, after it, and see each object's states in order. An
/// object that does not decode reaches the handlers as ``Cached/unreadable(_:)``.
///
/// Assumptions: handlers are quick; they put keys into queues.
///
/// Errors: none end it. Lists and watches that fail are tried again with growing delays, up to half a minute.
public final class Informer<Value: Sendable>: Sendable {
  public typealias Handler = @Sendable (StoreChange<Cached<Value>>) -> Void

  /// What to watch.
  public struct Scope: Sendable {
    public var namespace: String?
    public var labelSelector: LabelSelector
    public var fieldSelector: String?
    public var representation: Representation
    public var pageSize: Int

    public init(
      namespace: String? = nil, labelSelector: LabelSelector = .everything, fieldSelector: String? = nil,
      representation: Representation = .object, pageSize: Int = 100
    ) {
      self.namespace = namespace
      self.labelSelector = labelSelector
      self.fieldSelector = fieldSelector
      self.representation = representation
      self.pageSize = pageSize
    }
  }

  public let type: ResourceType
  public let store: ObjectStore<Cached<Value>>
  private let client: KubernetesClient
  private let scope: Scope
  private let transform: @Sendable (DynamicObject) throws -> Value
  private let logger: Logger
  private let backoff: Backoff
  private let liveness: WatchLiveness
  private let handlers = Mutex<[Handler]>([])
  private let synced = SyncSignal()

  /// `transform` makes of an object what the store keeps: drop there what nobody reads, before it costs memory.
  public init(
    _ type: ResourceType, client: KubernetesClient, scope: Scope = Scope(),
    indexers: [String: @Sendable (Value) -> [String]] = [:],
    backoff: Backoff = Backoff(base: .milliseconds(500), limit: .seconds(30), jitter: 0.5),
    liveness: WatchLiveness = WatchLiveness(), logger: Logger = Logger(label: "informer"),
    transform: @escaping @Sendable (DynamicObject) throws -> Value
  ) {
    self.type = type
    self.client = client
    self.scope = scope
    self.transform = transform
    self.backoff = backoff
    self.liveness = liveness
    self.logger = logger
    store = ObjectStore(
      indexers: indexers.mapValues { index in { @Sendable cached in cached.object.map(index) ?? [] } })
  }

  /// Adds a handler; one that is added late is not told of what was there before.
  public func onChange(_ handler: @escaping Handler) { handlers.withLock { $0.append(handler) } }

  public var hasSynced: Bool { synced.isSet }

  /// Returns after the first list is in the store. Throws `CancellationError`.
  public func waitUntilSynced() async throws { try await synced.wait() }

  /// Lists and watches until the task is cancelled.
  public func run() async {
    var machine = ReflectorMachine()
    var pace = WatchPace(liveness)
    var action = machine.first
    while !Task.isCancelled {
      let outcome: ReflectorMachine.Outcome
      switch action {
      case .list: outcome = await list()
      case .watch(let version): outcome = await watch(from: version, &machine, &pace)
      case .pause(let failures, let retryAfter):
        try? await Task.sleep(for: retryAfter ?? backoff.delay(failures: failures))
        outcome = .paused
      }
      action = machine.next(after: outcome)
    }
  }

  private func list() async -> ReflectorMachine.Outcome {
    store.beginList()
    let options = ListOptions(
      labelSelector: scope.labelSelector, fieldSelector: scope.fieldSelector, pageSize: scope.pageSize)
    do {
      let metadata = try await client.list(
        type, namespace: scope.namespace, options: options, as: scope.representation
      ) { take($0, isFromList: true) }
      for change in store.endList() { notify(change) }
      synced.set()
      return .listed(resourceVersion: metadata.resourceVersion)
    } catch {
      return failed("list", error)
    }
  }

  private func watch(
    from version: String, _ machine: inout ReflectorMachine, _ pace: inout WatchPace
  ) async -> ReflectorMachine.Outcome {
    let limits = pace.limits(random: .random(in: 0...1))
    let options = WatchOptions(
      resourceVersion: version, labelSelector: scope.labelSelector, fieldSelector: scope.fieldSelector,
      timeout: limits.timeout, idleTimeout: limits.idle)
    let began = ContinuousClock.now
    do {
      for try await event in try await client.watch(
        type, namespace: scope.namespace, options: options, as: scope.representation)
      {
        switch event {
        case .added(let object), .modified(let object):
          take(object, isFromList: false)
          machine.observed(resourceVersion: object.resourceVersion ?? "")
        case .deleted(let object):
          if let change = store.delete(object.key) { notify(change) }
          machine.observed(resourceVersion: object.resourceVersion ?? "")
        case .bookmark(let version):
          machine.observed(resourceVersion: version)
          pace.bookmark(after: .now - began, of: limits)
        case .failed(let error): return failed("watch", error)
        case .unreadable(let problem):
          logger.error("\(problem)", metadata: ["kind": "\(type.kind)"])
          return .expired  // what it was cannot be known, so list again
        }
      }
      return .watchEnded
    } catch {
      if (error as? KubernetesError)?.kind == .timeout { pace.fellSilent() }
      return failed("watch", error)
    }
  }

  /// Makes a state that we have just written visible to readers of the store and to the handlers, ahead of its event.
  public func noteWritten(_ object: DynamicObject) {
    let change = store.noteWritten(object.key, cached(object), resourceVersion: object.resourceVersion)
    if let change { notify(change) }
  }

  private func take(_ object: DynamicObject, isFromList: Bool) {
    let change = store.apply(
      object.key, cached(object), resourceVersion: object.resourceVersion, isFromList: isFromList)
    if let change { notify(change) }
  }

  private func cached(_ object: DynamicObject) -> Cached<Value> {
    do {
      return .object(try transform(object))
    } catch {
      return .unreadable(
        UnreadableObject(
          key: object.key, generation: object.generation ?? 0, problem: JSONDecoding.describe(error)))
    }
  }

  private func notify(_ change: StoreChange<Cached<Value>>) {
    for handler in handlers.withLock({ $0 }) { handler(change) }
  }

  private func failed(_ verb: String, _ error: any Error) -> ReflectorMachine.Outcome {
    if error is CancellationError { return .failed(retryAfter: nil) }
    let failure = error as? KubernetesError
    if failure?.kind == .gone { return .expired }
    logger.warning("cannot \(verb) \(type.plural), will try again: \(error)")
    return .failed(retryAfter: failure?.retryAfter)
  }
}

extension Informer where Value: KubernetesObject {
  /// An informer of a modelled kind, which keeps what the model has.
  public convenience init(
    of type: Value.Type = Value.self, client: KubernetesClient, scope: Scope = Scope(),
    indexers: [String: @Sendable (Value) -> [String]] = [:], logger: Logger = Logger(label: "informer")
  ) {
    self.init(Value.resourceType, client: client, scope: scope, indexers: indexers, logger: logger) {
      try $0.decode(Value.self)
    }
  }
}

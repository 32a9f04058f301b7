/// One pass over a set: what has been done so far, and what is now known of its objects.
struct ApplyPass {
  /// Why a pass ends early.
  struct Stop: Error {
    let reason: ApplyFailure.Reason
  }

  /// More refused objects than these are not looked for: the message would help nobody.
  private static let maximumErrors = 10
  /// Objects that are planned before the next look at the errors.
  private static let window = 64

  private(set) var changes = ChangeSet()
  private(set) var requests = RequestCounts()

  private let applier: Applier
  private let set: ApplySet
  private let scope: ApplyCache.Scope?
  private let context: String
  private let known: [Fingerprint: ApplyCache.Record]
  private var fresh: [Fingerprint: ApplyCache.Record] = [:]

  init(_ applier: Applier, _ set: ApplySet, _ scope: ApplyCache.Scope?) {
    self.applier = applier
    self.set = set
    self.scope = scope
    context = scope == nil ? "" : applier.options.context
    known = scope.map { $0.cache.records(of: $0.owner) } ?? [:]
  }

  /// Writes what was learnt back to the cache. After a pass that ended early what was known before is kept for the
  /// objects that it did not reach.
  mutating func remember(isComplete: Bool) {
    guard let scope else { return }
    scope.cache.replace(scope.owner, isComplete ? fresh : known.merging(fresh) { _, new in new })
  }

  mutating func run(_ stage: ApplyStage) async throws {
    let objects = set.objects(in: stage, customKinds: applier.options.customStageKinds)
    guard !objects.isEmpty else { return }
    var done: [Int: Change] = [:]
    try await prove(objects, &done)
    let planned = try await plan(objects.indices.filter { done[$0] == nil }.map { ($0, objects[$0]) })
    var waiting: [Waiting] = []
    defer { note(done, objects.count) }
    for (index, object) in planned {
      try Task.checkCancellation()
      done[index] = try await execute(object, stage, &waiting)
    }
    try await wait(for: waiting)
  }

  private mutating func note(_ done: [Int: Change], _ count: Int) {
    for index in 0..<count { if let change = done[index] { changes.append(change) } }
  }

  // MARK: Proving

  private mutating func prove(_ objects: [PackedObject], _ done: inout [Int: Change]) async throws {
    guard let scope, !known.isEmpty else { return }
    let candidates = objects.enumerated().compactMap { index, packed -> ProofReader.Candidate? in
      guard let record = known[Fingerprint(packed.reference.identity)], scope.cache.isFresh(record),
        record.desired == Fingerprint(packed.bytes, in: context)
      else { return nil }
      return .init(index: index, reference: packed.reference, record: record)
    }
    guard !candidates.isEmpty else { return }
    let reader = ProofReader(
      client: applier.client, owner: set.owner, cache: scope.cache, concurrency: applier.options.concurrency)
    let outcome = try await reader.prove(candidates)
    requests += outcome.requests
    for proof in outcome.proofs {
      done[proof.index] = Change(proof.reference, .unchanged, uid: proof.uid)
      let id = Fingerprint(objects[proof.index].reference.identity)
      if var record = known[id] {
        record.evidence = proof.evidence
        fresh[id] = record
      }
    }
  }

  // MARK: Planning

  /// Plans objects, a window at a time, and throws all that is wrong with them at once.
  private mutating func plan(_ objects: [(Int, PackedObject)]) async throws -> [(Int, PlannedObject)] {
    let planner = Planner(client: applier.client, options: applier.options, definedKinds: set.definedKinds)
    var planned: [(Int, PlannedObject)] = []
    var errors: [ApplyError] = []
    var start = 0
    while start < objects.count, errors.count < ApplyPass.maximumErrors {
      let window = Array(objects[start..<min(start + ApplyPass.window, objects.count)])
      start += window.count
      let outcomes = try await mapConcurrently(window.map(\.1), limit: applier.options.concurrency) {
        try await planner.plan($0)
      }
      for (entry, outcome) in zip(window, outcomes) {
        requests += outcome.requests
        switch outcome.result {
        case .success(let object): planned.append((entry.0, object))
        case .failure(let error): errors.append(error)
        }
      }
    }
    guard errors.isEmpty else { throw Stop(reason: .objects(Array(errors.prefix(ApplyPass.maximumErrors)))) }
    return planned
  }

  // MARK: Writing

  private mutating func execute(
    _ object: PlannedObject, _ stage: ApplyStage, _ waiting: inout [Waiting]
  ) async throws -> Change {
    let writer = ObjectWriter(client: applier.client, options: applier.options)
    do {
      switch object.plan {
      case .skip(let uid): return Change(object.reference, .skipped, uid: uid)
      case .unchanged(let uid, let evidence, let readiness):
        if isReady(readiness, object, stage, &waiting) { learn(object, evidence) }
        return Change(object.reference, .unchanged, uid: uid)
      case .create: return finish(object, stage, try await writer.create(object, &requests), &waiting)
      case .configure(let correction):
        return finish(object, stage, try await writer.configure(object, correction, &requests), &waiting)
      case .recreate(let uid, let cause):
        return finish(
          object, stage, try await writer.recreate(object, uid: uid, cause: cause, &requests), &waiting)
      }
    } catch let error as ApplyError {
      throw Stop(reason: .objects([error]))
    }
  }

  private mutating func finish(
    _ object: PlannedObject, _ stage: ApplyStage, _ written: ObjectWriter.Written, _ waiting: inout [Waiting]
  ) -> Change {
    if isReady(Readiness(of: written.live), object, stage, &waiting) { learn(object, Evidence(written.live)) }
    return written.change
  }

  /// Notes the object as one to wait for when its stage waits and it is not ready.
  private func isReady(
    _ readiness: Readiness, _ object: PlannedObject, _ stage: ApplyStage, _ waiting: inout [Waiting]
  ) -> Bool {
    guard stage.waitsUntilReady, readiness.status != .current, let type = object.type else { return true }
    waiting.append(Waiting(object: object, type: type, readiness: readiness))
    return false
  }

  private mutating func learn(_ object: PlannedObject, _ evidence: Evidence?) {
    guard let scope, let evidence else { return }
    fresh[Fingerprint(object.packed.reference.identity)] = ApplyCache.Record(
      desired: Fingerprint(object.packed.bytes, in: context), evidence: evidence, confirmed: scope.cache.now)
  }

  // MARK: Waiting

  private struct Waiting {
    let object: PlannedObject
    let type: ResourceType
    var readiness: Readiness

    var health: ObjectHealth { ObjectHealth(object.reference, readiness) }
  }

  private mutating func wait(for objects: [Waiting]) async throws {
    var waiting = objects
    let deadline = ContinuousClock.now + applier.options.readyTimeout
    var delay = PollDelay()
    while !waiting.isEmpty {
      let failed = waiting.filter { $0.readiness.status == .failed }
      if failed.count == waiting.count { throw Stop(reason: .notReady(HealthReport(.stalled, failed.map(\.health)))) }
      guard ContinuousClock.now < deadline else {
        throw Stop(reason: .notReady(HealthReport(.timeout, waiting.map(\.health))))
      }
      try await delay.sleep()
      waiting = try await look(waiting)
    }
  }

  /// Reads the objects again and returns those that are still not ready.
  private mutating func look(_ objects: [Waiting]) async throws -> [Waiting] {
    var waiting: [Waiting] = []
    for var entry in objects {
      requests.gets += 1
      do {
        let live = try await applier.client.get(entry.type, entry.object.reference.key)
        entry.readiness = Readiness(of: live)
        if entry.readiness.status == .current { learn(entry.object, Evidence(live)) }
      } catch let error as KubernetesError {
        entry.readiness = Readiness(error.kind == .notFound ? .notFound : .unknown, error.message)
      }
      if entry.readiness.status != .current { waiting.append(entry) }
    }
    return waiting
  }
}

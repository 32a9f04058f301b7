import Helm
import OperatorKit

/// Runs the hooks of a release at one point of an action (H-27).
///
/// Each hook is noted in the record before it is created and after it is done: an action that was left half-way is
/// taken up behind the hooks that have succeeded. What waits holds no worker and is never called off by a newer state.
struct HookRunner: Sendable {
  let client: KubernetesClient
  let store: ReleaseStore
  let reader: ManifestReader
  let writer: ReleaseWriter
  let pause: Pause
  let log: ActionLog
  let timeout: Duration
  /// Whether deletions are waited for.
  var waitsForDeletion = true

  /// Throws the failure of the first hook that does not succeed.
  ///
  /// - Parameters:
  ///   - skipsSucceeded: Whether hooks that the record says have succeeded are left out, because the action goes on.
  ///   - selected: Which of the hooks run.
  func run(
    _ event: RecordedHook.Event, of version: Int, skipsSucceeded: Bool = false,
    selected: @Sendable (RecordedHook) -> Bool = { _ in true }
  ) async throws {
    guard let release = try await store.find(version) else { return }
    let hooks = release.hooks
    let order = hooks.order(for: event).filter { selected(hooks[$0]) }
    let isAsked = skipsSucceeded && order.contains { hooks[$0].runsAgain(after: event) }
    let marks = HookMarks(isAsked ? try await store.annotations(of: version) : [:])
    for (position, index) in order.enumerated() {
      let hook = hooks[index]
      if skipsSucceeded, marks.isOver(event, hook, at: index) { continue }
      let goesOn = skipsSucceeded && marks.areAbout(event, hook, at: index)
      if goesOn, hook.lastRun.phase == RecordedHook.Phase.succeeded.rawValue { continue }
      do {
        try await run(hook, at: index, event, version, goesOn: goesOn)
      } catch  where error.isInterruption {
        throw error  // the hook may still be at work
      } catch {
        if hook.deletes(on: .failed) { await removeQuietly(hook) }
        for done in order[..<position] where hooks[done].deletes(on: .succeeded) { try await remove(hooks[done]) }
        throw error
      }
    }
    for index in order.reversed() where hooks[index].deletes(on: .succeeded) { try await remove(hooks[index]) }
  }

  private func run(
    _ hook: RecordedHook, at index: Int, _ event: RecordedHook.Event, _ version: Int, goesOn: Bool
  ) async throws {
    let objects = try await reader.objects(in: hook.manifest, origin: "\(event.rawValue) hook \(hook.path)")
    let isUnderWay = goesOn ? try await hook.isUnderWay(objects, client) : false
    if !isUnderWay {
      if hook.deletes(on: .beforeCreation) || hook.deletePolicies.isEmpty { try await remove(hook) }
      let marks = hook.runsAgain(after: event) ? HookMarks.begun(event, at: index) : [:]
      try await note(index, version, marks) {
        if $0.deletePolicies.isEmpty { $0.deletePolicies = [RecordedHook.DeletePolicy.beforeCreation.rawValue] }
        $0.lastRun = .init(startedAt: .now, phase: RecordedHook.Phase.running.rawValue)
      }
      do {
        for object in objects { try await writer.create(object) }
      } catch let error as KubernetesError where !error.isOutage {
        try await finish(index, version, .failed)
        throw HookFailure("warning: Hook \(event.rawValue) \(hook.path) failed: \(error.message)")
      }
      log.add("started \(event.rawValue) hook \(hook.name)")
    }
    do {
      try await wait(objects)
    } catch let failure as WaitFailure {
      try await finish(index, version, .failed)
      await logs.output(hook, objects, after: .failed)
      throw failure
    }
    try await finish(index, version, .succeeded)
    await logs.output(hook, objects, after: .succeeded)
    log.add("\(event.rawValue) hook \(hook.name) succeeded")
  }

  private var logs: HookLogs { HookLogs(client: client, log: log) }

  private func wait(_ objects: [ReleaseObject]) async throws {
    var check = HealthCheck(
      objects.map(\.reference), failsFast: false, expiringJobs: objects.filter(\.expires).map(\.reference)
    ) { HookReadiness.judge($0) }
    let deadline = ContinuousClock.now + timeout
    var delay = PollDelay(limit: .seconds(5))
    while true {
      if case .ready = try await check.evaluate(using: client) { return }
      let failed = check.pending.filter { $0.readiness.status == .failed }
      // A Job that has failed stays failed; waiting for it to time out helps nobody.
      if !failed.isEmpty { throw WaitFailure(HealthReport(.stalled, failed)) }
      let now = ContinuousClock.now
      guard now < deadline else { throw WaitFailure(check.timeoutReport) }
      try await pause(min(delay.next(), deadline - now))
    }
  }

  private func finish(_ index: Int, _ version: Int, _ phase: RecordedHook.Phase) async throws {
    try await note(index, version) {
      $0.lastRun.completedAt = .now
      $0.lastRun.phase = phase.rawValue
    }
  }

  private func note(
    _ index: Int, _ version: Int, _ marks: [String: String] = [:], _ change: @Sendable (inout RecordedHook) -> Void
  ) async throws {
    try await store.modify(version, annotations: marks) { release in
      if release.hooks.indices.contains(index) { change(&release.hooks[index]) }
    }
  }

  /// Definitions that are hooks are never deleted (H-27-03).
  private func remove(_ hook: RecordedHook) async throws {
    guard hook.kind != "CustomResourceDefinition" else { return }
    let objects = try await reader.knownObjects(in: hook.manifest, origin: "hook \(hook.path)")
    let removal = ReleaseRemoval(client: client, propagation: .background, log: log)
    let (deleted, problems) = await removal.run(objects)
    if !problems.isEmpty { throw HookFailure(problems.joined(separator: "; ")) }
    if waitsForDeletion { try await DeletionWait(client: client, pause: pause).run(deleted, timeout: timeout) }
  }

  private func removeQuietly(_ hook: RecordedHook) async {
    do { try await remove(hook) } catch { log.add("could not delete the failed hook \(hook.name): \(error)") }
  }
}

/// Why a hook could not be run.
struct HookFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension RecordedHook {
  /// Whether the object was created by the run that was left half-way.
  fileprivate func isUnderWay(_ objects: [ReleaseObject], _ client: KubernetesClient) async throws -> Bool {
    guard lastRun.phase == Phase.running.rawValue, let started = lastRun.startedAt?.timestamp else { return false }
    for object in objects {
      guard let live = try await client.find(object.type, object.reference.key, as: .metadata),
        let created = live.json[path: "metadata", "creationTimestamp"]?.stringValue.flatMap(Timestamp.init),
        created >= started
      else { return false }
    }
    return !objects.isEmpty
  }
}

import GitOpsAPI
import OperatorKit
import OperatorKitTesting
import Synchronization
import Testing

@testable import NotificationController

/// Deliveries to many providers at once.
@Suite struct DispatcherTests {
  private struct Refusal: Error {}

  /// What was delivered, and what was reported.
  private final class Log: Sendable {
    let delivered = Mutex<[ObjectKey: [Notification]]>([:])
    let dropped = Mutex(0)
    let failed = Mutex(0)

    func count(_ provider: ObjectKey) -> Int {
      delivered.withLock { $0[provider]?.reduce(0) { $0 + $1.count } ?? 0 }
    }

    var reports: Dispatcher.Reports {
      Dispatcher.Reports(
        dropped: { _, count, _ in self.dropped.withLock { $0 += count } },
        failed: { _, _, _ in self.failed.withLock { $0 += 1 } })
    }
  }

  private func provider(_ name: String) -> ObjectKey { ObjectKey(namespace: "apps", name: name) }

  private func notification(_ number: Int, bytes: Int = 0) -> Notification {
    var event = Samples.event(message: "m\(number)" + String(repeating: "x", count: bytes))
    event.involvedObject.name = "app-\(number)"
    return Samples.notification(event)
  }

  /// Runs a dispatcher while a test works with it.
  private func run(
    limits: Dispatcher.Limits = Dispatcher.Limits(), _ log: Log, _ deliver: @escaping Dispatcher.Deliver,
    _ body: (Dispatcher) async throws -> Void
  ) async throws {
    let dispatcher = Dispatcher(limits: limits, reports: log.reports) { key, notification in
      try await deliver(key, notification)
      log.delivered.withLock { $0[key, default: []].append(notification) }
    }
    let running = Task { await dispatcher.run() }
    defer { running.cancel() }
    try await body(dispatcher)
  }

  @Test("a provider that hangs holds up nobody else")
  func hanging() async throws {
    let log = Log()
    let hanging = provider("hanging")
    try await run(
      log, { key, _ in if key == hanging { try await Task.sleep(for: .seconds(3600)) } }
    ) { dispatcher in
      for number in 0..<40 { dispatcher.add(notification(number), for: hanging) }
      for number in 0..<100 { dispatcher.add(notification(number), for: provider("well-\(number % 10)")) }
      try await eventually("the others to be told", within: .seconds(60)) {
        (0..<10).allSatisfy { log.count(provider("well-\($0)")) == 10 }
      }
      #expect(log.count(hanging) == 0 && dispatcher.waitingCount == 39)
    }
  }

  @Test("a crowd of providers that fail leaves room for one that is well")
  func failing() async throws {
    let log = Log()
    var limits = Dispatcher.Limits()
    (limits.deliveries, limits.failingDeliveries) = (2, 1)
    let well = provider("well")
    try await run(
      limits: limits, log, { key, _ in if key != well { throw Refusal() } }
    ) { dispatcher in
      for number in 0..<50 {
        for item in 0..<3 { dispatcher.add(notification(item), for: provider("failing-\(number)")) }
      }
      for number in 0..<20 { dispatcher.add(notification(number), for: well) }
      try await eventually("the one that is well to be told", within: .seconds(60)) { log.count(well) == 20 }
      #expect(log.failed.withLock { $0 } >= 50)
    }
  }

  @Test("what is too much for one lane, or for all together, is dropped from the oldest and said")
  func bounds() async throws {
    let log = Log()
    var limits = Dispatcher.Limits()
    limits.lane.items = 10
    limits.bytes = 100_000
    let gate = provider("closed")
    try await run(limits: limits, log, { _, _ in try await Task.sleep(for: .seconds(3600)) }) { dispatcher in
      for number in 0..<21 { dispatcher.add(notification(number), for: gate) }
      try await eventually("one to be in hand", within: .seconds(60)) { dispatcher.waitingCount <= 10 }
      #expect(log.dropped.withLock { $0 } >= 10)
      // Lanes that have one in hand take no other: what comes now waits or is dropped.
      for number in 0..<4 { dispatcher.add(notification(number), for: provider("big-\(number)")) }
      try await eventually("the first to be in hand", within: .seconds(60)) { dispatcher.waitingCount <= 10 }
      let before = log.dropped.withLock { $0 }
      for number in 0..<40 { dispatcher.add(notification(number, bytes: 9_000), for: provider("big-\(number % 4)")) }
      #expect(dispatcher.waitingCount <= 10 + 100_000 / 9_000)
      #expect(log.dropped.withLock { $0 } >= before + 40 - 100_000 / 9_000)
    }
  }

  @Test("a provider is fast as long as its deliveries are")
  func pace() {
    var pace = LanePace()
    let now = ContinuousClock.now
    #expect(pace.isFast(at: now))
    pace.began(at: now)
    #expect(pace.isFast(at: now + .milliseconds(100)) && !pace.isFast(at: now + .seconds(1)))
    pace.ended(at: now + .seconds(1))
    #expect(!pace.isFast(at: now + .seconds(1)))
    pace.began(at: now + .seconds(1))
    pace.ended(at: now + .milliseconds(1_010))
    #expect(pace.isFast(at: now + .seconds(2)))
  }

  @Test("whoever posts does not wait for a provider that hangs with a full lane")
  func noPressure() async throws {
    let log = Log()
    var limits = Dispatcher.Limits()
    limits.lane.items = 10
    try await run(limits: limits, log, { _, _ in try await Task.sleep(for: .seconds(3600)) }) { dispatcher in
      for number in 0..<100 {
        dispatcher.add(notification(number), for: provider("hanging"))
        await dispatcher.waitForRoom(atMost: .seconds(3600))
      }
      #expect(dispatcher.waitingCount <= 10 && log.dropped.withLock { $0 } >= 89)
    }
  }

  @Test("whoever posts waits while a provider that is well has much to do, and not for one that fails")
  func pressure() async throws {
    let log = Log()
    var limits = Dispatcher.Limits()
    limits.lane.items = 10
    let (slow, broken) = (provider("slow"), provider("broken"))
    let isOpen = Mutex(false)
    try await run(
      limits: limits, log,
      { key, _ in
        if key == broken { throw Refusal() }
        while !isOpen.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
      }
    ) { dispatcher in
      for number in 0..<3 { dispatcher.add(notification(number), for: broken) }
      try await eventually("the failure to be known", within: .seconds(60)) { log.failed.withLock { $0 } > 0 }
      for number in 3..<10 { dispatcher.add(notification(number), for: broken) }
      await dispatcher.waitForRoom(atMost: .seconds(3600))
      for number in 0..<9 { dispatcher.add(notification(number), for: slow) }
      async let waited: Void = dispatcher.waitForRoom(atMost: .seconds(3600))
      isOpen.withLock { $0 = true }
      await waited
      try await eventually("all to be told", within: .seconds(60)) { log.count(slow) == 9 }
      #expect(log.dropped.withLock { $0 } == 0)
    }
  }

  @Test("a burst is one message with a count; different objects, reasons and revisions are not mixed")
  func bursts() {
    var lane = Lane()
    func add(_ message: String, _ name: String = "shop", revision: String = Samples.revision) {
      var event = Samples.event(message: message, metadata: ["revision": revision])
      event.involvedObject.name = name
      #expect(lane.add(Samples.notification(event)) == 0)
    }
    for number in 0..<500 { add("Health check passed in \(number)ms") }
    for number in 0..<500 { add("Health check passed in \(number)ms", "other") }
    for number in 0..<100 { add("applied revision \(number).x", revision: "r\(number % 2)") }
    var told: [(String, Int)] = []
    while let next = lane.next() { told.append((next.event.involvedObject.name ?? "", next.count)) }
    #expect(told.prefix(2).map(\.0) == ["shop", "other"] && told.prefix(2).map(\.1) == [500, 500])
    // Five different messages of one object stand as they are, then the newest stands for the others.
    #expect(told.dropFirst(2).map(\.1).sorted() == [1, 1, 1, 1, 1, 1, 1, 1, 46, 46])
    #expect(lane.isEmpty && lane.bytes == 0)
  }

  @Test("what waits for a provider that was mended is tried at once, not after the back-off")
  func mended() async throws {
    let log = Log()
    var limits = Dispatcher.Limits()
    limits.backoff = Backoff(base: .seconds(3600), limit: .seconds(3600))
    let (broken, other) = (provider("broken"), provider("other"))
    let isMended = Mutex(false)
    try await run(
      limits: limits, log, { _, _ in if !isMended.withLock({ $0 }) { throw Refusal() } }
    ) { dispatcher in
      for number in 0..<4 {
        for provider in [broken, other] { dispatcher.add(notification(number), for: provider) }
      }
      try await eventually("both to fail", within: .seconds(60)) { log.failed.withLock { $0 } == 2 }
      // One that is changed without being better is tried once, and rests again.
      dispatcher.wake(broken)
      try await eventually("it to fail again", within: .seconds(60)) { log.failed.withLock { $0 } == 3 }
      isMended.withLock { $0 = true }
      dispatcher.wake(broken)
      try await eventually("the rest to be told", within: .seconds(60)) { log.count(broken) == 2 }
      #expect(log.count(other) == 0 && dispatcher.waitingCount == 3, "nobody has touched the other")
      // Nothing waits: what is added later does not rest either.
      dispatcher.add(notification(5), for: broken)
      try await eventually("the next to be told", within: .seconds(60)) { log.count(broken) == 3 }
    }
  }

  @Test("a provider that failed last and has nothing waiting is forgotten when it is mended")
  func mendedWhenIdle() async throws {
    let log = Log()
    var limits = Dispatcher.Limits()
    limits.backoff = Backoff(base: .seconds(3600), limit: .seconds(3600))
    let broken = provider("broken")
    let isMended = Mutex(false)
    try await run(
      limits: limits, log, { _, _ in if !isMended.withLock({ $0 }) { throw Refusal() } }
    ) { dispatcher in
      dispatcher.add(notification(0), for: broken)
      try await eventually("the failure", within: .seconds(60)) { log.failed.withLock { $0 } == 1 }
      isMended.withLock { $0 = true }
      dispatcher.wake(broken)
      dispatcher.wake(provider("nobody"))
      dispatcher.add(notification(1), for: broken)
      dispatcher.wake(broken)
      try await eventually("the next to be told", within: .seconds(60)) { log.count(broken) == 1 }
    }
  }

  @Test("a provider that fails for an hour costs a bounded line and a try each half minute, and is told when it is well")
  func longOutage() async throws {
    #expect((1...200).allSatisfy { LaneBackoff.policy.delay(failures: $0) <= .seconds(30) })
    let log = Log()
    var limits = Dispatcher.Limits()
    limits.lane.items = 10
    limits.backoff = Backoff(base: .milliseconds(1), limit: .milliseconds(1))
    let broken = provider("broken")
    let isMended = Mutex(false)
    try await run(
      limits: limits, log, { _, _ in if !isMended.withLock({ $0 }) { throw Refusal() } }
    ) { dispatcher in
      var number = 0
      try await eventually("a hundred failures", within: .seconds(120), every: .milliseconds(1)) {
        number += 1
        dispatcher.add(notification(number), for: broken)
        #expect(dispatcher.waitingCount <= 10)
        return log.failed.withLock { $0 } >= 100
      }
      isMended.withLock { $0 = true }
      dispatcher.add(notification(number + 1), for: broken)
      try await eventually("all to be told or given up", within: .seconds(60)) { dispatcher.isIdle }
      #expect(log.count(broken) >= 1)
      // Each was delivered, has failed or was dropped, and each of these was said.
      #expect(log.count(broken) + log.failed.withLock { $0 } + log.dropped.withLock { $0 } == number + 1)
    }
  }
}

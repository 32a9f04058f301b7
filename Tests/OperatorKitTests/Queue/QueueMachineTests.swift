import OperatorKit
import Testing

/// A seeded generator, so that a failing interleaving can be run again.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

@Suite struct QueueMachineTests {
  typealias Machine = QueueMachine<Int>

  /// What must hold whatever happens, kept in the plainest way.
  struct Model {
    var wanted: Set<Int> = []
    var inHand: Set<Int> = []
    var due: [Int: ContinuousClock.Instant] = [:]

    var ready: Set<Int> { wanted.subtracting(inHand) }
  }

  @Test("10,000 random interleavings lose no key and hand none out twice", arguments: 0..<10)
  func interleavings(block: UInt64) {
    for seed in (block * 1_000)..<(block * 1_000 + 1_000) {
      let problem = run(seed: seed)
      #expect(problem == nil, "seed \(seed): \(problem ?? "")")
      if problem != nil { return }
    }
  }

  /// Runs one random sequence against the model; returns what went wrong.
  private func run(seed: UInt64) -> String? {
    var generator = SeededGenerator(seed: seed + 1)
    var machine = Machine()
    var model = Model()
    var now = ContinuousClock.now
    for _ in 0..<80 {
      let key = Int.random(in: 0..<6, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0:
        machine.add(key, priority: .normal)
        model.wanted.insert(key)
      case 1:
        machine.add(key, priority: .background)
        model.wanted.insert(key)
      case 2:
        let time = now + .seconds(Int.random(in: 1..<20, using: &generator))
        machine.add(key, at: time)
        model.due[key] = min(model.due[key] ?? time, time)
      case 3:
        now += .seconds(Int.random(in: 0..<8, using: &generator))
        machine.releaseDue(now: now)
        for (key, time) in model.due where time <= now {
          model.due[key] = nil
          model.wanted.insert(key)
        }
      case 4:
        if let problem = take(&machine, &model) { return problem }
      default:
        if let held = model.inHand.randomElement(using: &generator) {
          machine.done(held)
          model.inHand.remove(held)
        }
      }
      if machine.waitingCount != model.ready.count { return "depth \(machine.waitingCount), not \(model.ready.count)" }
      if machine.nextDue != model.due.values.min() { return "the next time is not the earliest" }
    }
    return drain(&machine, &model)
  }

  private func take(_ machine: inout Machine, _ model: inout Model) -> String? {
    guard let key = machine.take() else { return model.ready.isEmpty ? nil : "nothing handed out of \(model.ready)" }
    if model.inHand.contains(key) { return "\(key) handed out twice" }
    if !model.wanted.contains(key) { return "\(key) handed out unasked" }
    model.wanted.remove(key)
    model.due[key] = nil
    model.inHand.insert(key)
    return nil
  }

  private func drain(_ machine: inout Machine, _ model: inout Model) -> String? {
    for key in model.inHand { machine.done(key) }
    model.inHand = []
    while !model.ready.isEmpty {
      if let problem = take(&machine, &model) { return problem }
    }
    return machine.take() == nil ? nil : "a key too many"
  }

  @Test func backgroundKeysAreNotStarved() {
    var machine = Machine()
    machine.add(-1, priority: .background)
    var turns = 0
    while true {
      machine.add(turns, priority: .normal)
      turns += 1
      guard let key = machine.take() else { continue }
      machine.done(key)
      if key == -1 { break }
      #expect(turns <= Machine.fairShare)
      if turns > Machine.fairShare { return }
    }
  }

  @Test func aChangeOvertakesBackgroundWork() {
    var machine = Machine()
    for key in 0..<5 { machine.add(key, priority: .background) }
    machine.add(3, priority: .normal)
    #expect(machine.take() == 3)
    #expect(machine.waitingCount == 4)
  }
}

@Suite struct WorkQueueTests {
  @Test func workersShareKeysAndSeeEachOnce() async {
    let queue = WorkQueue<Int>()
    for key in 0..<500 { queue.add(key) }
    let taken = await withTaskGroup(of: [Int].self) { group in
      for _ in 0..<8 {
        group.addTask {
          var mine: [Int] = []
          while queue.depth > 0, let key = await queue.next() {
            mine.append(key)
            queue.done(key)
          }
          return mine
        }
      }
      group.addTask {
        while queue.depth > 0 { await Task.yield() }
        queue.shutDown()
        return []
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(taken.sorted() == Array(0..<500))
  }

  @Test func aKeyComesWhenItsTimeComes() async {
    let queue = WorkQueue<String>()
    queue.add("later", after: .seconds(3_600))
    queue.add("soon", after: .milliseconds(20))
    #expect(queue.scheduledCount == 2)
    #expect(await queue.next() == "soon")
    queue.add("later", after: .milliseconds(10))
    #expect(await queue.next() == "later")
  }

  @Test func failuresGrowAndAreForgotten() {
    let queue = WorkQueue<String>(backoff: Backoff(base: .seconds(1), limit: .seconds(5)))
    #expect(
      (0..<5).map { _ in queue.retry("key") } == [.seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5)])
    queue.forget("key")
    #expect(queue.retry("key") == .seconds(1))
  }

  @Test func shutDownAndCancellationFreeTheWaiting() async {
    let queue = WorkQueue<String>()
    let cancelled = Task { await queue.next() }
    cancelled.cancel()
    #expect(await cancelled.value == nil)
    let waiting = Task { await queue.next() }
    queue.shutDown()
    #expect(await waiting.value == nil)
    queue.add("late")
    #expect(await queue.next() == nil)
  }
}

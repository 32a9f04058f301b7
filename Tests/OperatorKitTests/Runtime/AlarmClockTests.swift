import OperatorKit
import OperatorKitTesting
import Testing

@Suite struct AlarmClockTests {
  private let clock = AlarmClock()

  @Test func nobodyIsWokenEarly() async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for milliseconds in [60, 1, 40, 20, 0, -5] {
        group.addTask { [clock] in
          let due = ContinuousClock.now + .milliseconds(milliseconds)
          try await clock.sleep(until: due)
          return ContinuousClock.now >= due
        }
      }
      for try await isInTime in group { #expect(isInTime) }
    }
    #expect(clock.load.sleepers == 0)
  }

  @Test func aCancelledTaskIsWokenAtOnceAndForgotten() async throws {
    let sleeping = Task { [clock] in try await clock.sleep(for: .seconds(3600)) }
    try await eventually("the task to sleep") { clock.load.sleepers == 1 }
    sleeping.cancel()
    await #expect(throws: CancellationError.self) { try await sleeping.value }
    #expect(clock.load.sleepers == 0)

    let late = Task { [clock] in
      while !Task.isCancelled { await Task.yield() }
      try await clock.sleep(for: .seconds(3600))
    }
    late.cancel()
    await #expect(throws: CancellationError.self) { try await late.value }
    #expect(clock.load.sleepers == 0)
  }

  @Test func workThatEndsEarlyLeavesNothingOfItsLimit() async throws {
    for number in 0..<1_000 {
      #expect(try await withDeadline(.seconds(3600), on: clock) { number } == number)
    }
    #expect(clock.load == (0, 1), "one timer, for the first of them")
    await #expect(throws: DeadlineExceeded.self) {
      try await withDeadline(.milliseconds(1), on: clock) { [clock] in try await clock.sleep(for: .seconds(3600)) }
    }
    #expect(clock.load.sleepers == 0)
  }

  @Test func timersAreSharedAndAnEarlierOneIsArmedWhenNeeded() async throws {
    let sleepers = [300, 100, 200, 400].map { seconds in
      Task { [clock] in try await clock.sleep(for: .seconds(seconds)) }
    }
    try await eventually("all to sleep") { clock.load.sleepers == sleepers.count }
    #expect((1...2).contains(clock.load.timers), "none for whoever sleeps longer than another")
    try await clock.sleep(for: .milliseconds(1))
    #expect(clock.load.timers <= 2, "the one that rang is gone, and those of the others are found again")
    for sleeper in sleepers { sleeper.cancel() }
    for sleeper in sleepers { _ = await sleeper.result }
    #expect(clock.load.sleepers == 0)
  }
}

import OperatorKitTesting
import SourceController
import Synchronization
import Testing

/// Heavy work is done by few at a time.
@Suite struct WorkSlotsTests {
  @Test("No more pieces of work run at a time than there are slots, and all of them do")
  func bound() async throws {
    let slots = WorkSlots(2)
    let work = Tally()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          try await slots.with {
            work.begin()
            for _ in 0..<10 { await Task.yield() }
            work.end()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(work.most == 2 && work.done == 20)
  }

  @Test("Who is called off while waiting leaves the line")
  func cancellation() async throws {
    let slots = WorkSlots(1)
    try await slots.with {
      let waiting = Task { try await slots.with {} }
      waiting.cancel()
      await #expect(throws: CancellationError.self) { try await waiting.value }
    }
    try await slots.with {}
  }
}

/// Counts what runs at the same time.
private final class Tally: Sendable {
  private struct State { var (running, most, done) = (0, 0, 0) }
  private let state = Mutex(State())

  var most: Int { state.withLock { $0.most } }
  var done: Int { state.withLock { $0.done } }

  func begin() {
    state.withLock { state in
      state.running += 1
      state.most = max(state.most, state.running)
    }
  }

  func end() {
    state.withLock { state in
      state.running -= 1
      state.done += 1
    }
  }
}

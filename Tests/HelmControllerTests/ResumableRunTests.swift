import Synchronization
import Testing

@testable import HelmController

@Suite struct ResumableRunTests {
  @Test("work stands still while nobody steps, and goes on where it waited")
  func stepping() async throws {
    let log = Mutex<[String]>([])
    let run = ResumableRun<Int> { pause in
      log.withLock { $0.append("first") }
      try await pause(.seconds(1))
      log.withLock { $0.append("second") }
      try await pause(.seconds(2))
      return 7
    }
    guard case .waiting(.seconds(1)) = await run.step() else { return fail("does not wait") }
    #expect(log.withLock { $0 } == ["first"])
    guard case .waiting(.seconds(2)) = await run.step() else { return fail("does not wait") }
    #expect(log.withLock { $0 } == ["first", "second"])
    guard case .ended(let result) = await run.step() else { return fail("does not end") }
    #expect(try result.get() == 7)
    guard case .ended = await run.step() else { return fail("forgets its end") }
  }

  @Test("H-21-04 an interruption ends a wait for objects, not one for a hook")
  func interruption() async throws {
    let run = ResumableRun<Int> { pause in
      try await pause(.seconds(1), interruptible: false)
      try await pause(.seconds(2), interruptible: true)
      return 7
    }
    _ = await run.step()
    run.interrupt(Superseded(trigger: "HelmChart/apps/shop"))
    guard case .ended(let result) = await run.step() else { return fail("does not end") }
    #expect(throws: Superseded.self) { try result.get() }
  }

  @Test("the work is cancelled with the task that steps it")
  func cancellation() async throws {
    let run = ResumableRun<Int> { _ in
      try await Task.sleep(for: .seconds(600))
      return 7
    }
    let task = Task { await run.step() }
    task.cancel()
    guard case .ended(let result) = await task.value else { return fail("does not end") }
    #expect(throws: CancellationError.self) { try result.get() }
  }
}

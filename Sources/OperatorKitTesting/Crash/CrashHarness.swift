import Glibc
import Synchronization

/// Kills a process at its first step, then at its second, and so on, each time lets it start again undisturbed, and
/// compares what becomes of it with a run in which it was never killed.
///
/// ## Expected flow
/// Each run gets a world of its own from `setUp`: a namespace with the objects, an empty folder, whatever the process
/// works on. `process` says how to start it there. `converge` waits until all work is done, and `endState` tells what
/// the world looks like then, without what differs from run to run by nature (names of the world, times, UIDs).
///
/// ## Guarantees
/// The loop ends with the first run that converges before its step is reached. A process is never left running.
public struct CrashHarness<World: Sendable, EndState: Sendable & Equatable>: Sendable {
  /// Makes a fresh world.
  public var setUp: @Sendable () async throws -> World
  /// How the process under test is started in a world. It may run until it is stopped, or end by itself.
  public var process: @Sendable (World) async throws -> ProcessConfiguration
  /// Waits until all work is done; throws if it takes too long.
  public var converge: @Sendable (World) async throws -> Void
  /// What is compared.
  public var endState: @Sendable (World) async throws -> EndState
  /// Takes a world down.
  public var tearDown: @Sendable (World) async -> Void

  /// Describes what is to be run.
  public init(
    setUp: @escaping @Sendable () async throws -> World,
    process: @escaping @Sendable (World) async throws -> ProcessConfiguration,
    converge: @escaping @Sendable (World) async throws -> Void,
    endState: @escaping @Sendable (World) async throws -> EndState,
    tearDown: @escaping @Sendable (World) async -> Void = { _ in }
  ) {
    self.setUp = setUp
    self.process = process
    self.converge = converge
    self.endState = endState
    self.tearDown = tearDown
  }

  /// Tries every step that `trigger` counts.
  ///
  /// - Parameters:
  ///   - first: the first step at which to kill, from 1.
  ///   - limit: at most so many points.
  ///   - stride: how many steps further the next point is; 1 tries every step.
  /// - Throws: what went wrong in the undisturbed run or while a world was made. What goes wrong after a crash is in
  ///   the report.
  public func run(_ trigger: CrashTrigger, first: Int = 1, limit: Int = 1000, stride: Int = 1) async throws
    -> CrashReport
  {
    let expected = try await undisturbed()
    let arming = try await CrashArming(trigger)
    var report = CrashReport()
    for index in 0..<max(limit, 0) {
      let number = first + index * max(stride, 1)
      guard let point = try await crash(at: number, arming, expected) else { break }
      report.points.append(point)
    }
    return report
  }

  private func undisturbed() async throws -> EndState {
    try await inWorld { world in
      try await withProcess(try await process(world)) { _ in
        try await converge(world)
        return try await endState(world)
      }
    }
  }

  /// Returns `nil` if the run converged before the step was reached.
  private func crash(at number: Int, _ arming: CrashArming, _ expected: EndState) async throws -> CrashReport.Point? {
    try await inWorld { world in
      var configuration = try await process(world)
      let step = try await withProcess(configuration, preparing: { arming.prepare(&$0, number) }) { child in
        arming.watch(child)
        return await reached(child, world, arming)
      }
      arming.disarm()
      guard let step else { return nil }
      configuration = try await process(world)
      var point = CrashReport.Point(number: number, step: step)
      do {
        let actual = try await withProcess(configuration) { _ in
          try await converge(world)
          return try await endState(world)
        }
        if actual != expected { point.failure = "the end is \(actual) instead of \(expected)" }
      } catch {
        point.failure = "\(error)"
      }
      return point
    }
  }

  /// Waits until the process was killed at its step, or has done all its work; `nil` in the latter case.
  private func reached(_ child: ChildProcess, _ world: World, _ arming: CrashArming) async -> String? {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask { await child.wait() == .signalled(SIGKILL) && arming.step() != nil }
      group.addTask {
        do {
          try await converge(world)
          return false
        } catch is CancellationError {
          return false
        } catch {
          // It did not converge in time without having been killed: the restart will tell.
          return arming.step() != nil
        }
      }
      let isKilled = await group.next() ?? false
      group.cancelAll()
      // The other task may wait for the end of the process.
      child.signal(SIGKILL)
      await group.waitForAll()
      return isKilled ? arming.step() : nil
    }
  }

  private func inWorld<Result: Sendable>(_ body: (World) async throws -> Result) async throws -> Result {
    let world = try await setUp()
    do {
      let result = try await body(world)
      await tearDown(world)
      return result
    } catch {
      await tearDown(world)
      throw error
    }
  }

  private func withProcess<Result: Sendable>(
    _ configuration: ProcessConfiguration, preparing prepare: (inout ProcessConfiguration) -> Void = { _ in },
    _ body: (ChildProcess) async throws -> Result
  ) async throws -> Result {
    var configuration = configuration
    prepare(&configuration)
    let child = try ChildProcess.start(configuration)
    do {
      let result = try await body(child)
      await child.terminate()
      return result
    } catch {
      await child.terminate()
      throw error
    }
  }
}

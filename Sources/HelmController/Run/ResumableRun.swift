import Synchronization

/// Work that gives its worker back while it waits.
///
/// ## Expected Flow
/// A reconcile calls ``step()``: the work runs until it waits or ends. While it waits nothing runs; the next reconcile
/// of the key calls ``step()`` again, and the work goes on behind its ``Pause``.
///
/// ## Guarantees
/// - The work runs only while somebody is in ``step()``, so that the number of workers bounds it.
/// - After ``interrupt(_:)`` the next pause that may be interrupted throws.
/// - When the task that steps is cancelled, so is the work.
///
/// ## Caveats
/// One step at a time: the queue hands a key to one worker.
final class ResumableRun<Output: Sendable>: Sendable {
  enum Step: Sendable {
    /// Step again after this time.
    case waiting(Duration)
    case ended(Result<Output, any Error>)
  }

  private struct State {
    var task: Task<Void, Never>?
    /// Where the work stands still.
    var pause: CheckedContinuation<Void, any Error>?
    /// Who waits for the work to stand still.
    var stepper: CheckedContinuation<Step, Never>?
    var result: Result<Output, any Error>?
    var interruption: (any Error)?
    /// The task that stepped was cancelled, perhaps before the work began.
    var isCancelled = false
  }

  private let state = Mutex(State())
  private let work: @Sendable (Pause) async throws -> Output

  init(_ work: @escaping @Sendable (Pause) async throws -> Output) { self.work = work }

  /// Lets the work run until it waits or ends.
  func step() async -> Step {
    await withTaskCancellationHandler {
      await withCheckedContinuation { stepper in
        typealias Found = (CheckedContinuation<Void, any Error>?, Task<Void, Never>?)
        let (pause, cancelled) = state.withLock { state -> Found in
          if let result = state.result {
            stepper.resume(returning: .ended(result))
            return (nil, nil)
          }
          state.stepper = stepper
          let task = state.task ?? begin()
          state.task = task
          defer { state.pause = nil }
          return (state.pause, state.isCancelled ? task : nil)
        }
        cancelled?.cancel()
        pause?.resume()
      }
    } onCancel: {
      let task = state.withLock { state in
        state.isCancelled = true
        return state.task
      }
      task?.cancel()
    }
  }

  /// Ends the work at its next pause that may be interrupted.
  func interrupt(_ error: any Error) { state.withLock { $0.interruption = error } }

  private func begin() -> Task<Void, Never> {
    Task {
      let result: Result<Output, any Error>
      do {
        result = .success(try await work(Pause { try await self.pause($0, interruptible: $1) }))
      } catch {
        result = .failure(error)
      }
      let stepper = state.withLock { state in
        state.result = result
        defer { state.stepper = nil }
        return state.stepper
      }
      stepper?.resume(returning: .ended(result))
    }
  }

  private func pause(_ duration: Duration, interruptible: Bool) async throws {
    try Task.checkCancellation()
    try checkInterruption(interruptible)
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let stepper = state.withLock { state in
          state.pause = continuation
          defer { state.stepper = nil }
          return state.stepper
        }
        stepper?.resume(returning: .waiting(duration))
      }
    } onCancel: {
      let pause = state.withLock { state in
        defer { state.pause = nil }
        return state.pause
      }
      pause?.resume(throwing: CancellationError())
    }
    try checkInterruption(interruptible)
  }

  private func checkInterruption(_ interruptible: Bool) throws {
    guard interruptible, let error = state.withLock({ $0.interruption }) else { return }
    throw error
  }
}

/// Where work waits.
struct Pause: Sendable {
  private let body: @Sendable (Duration, Bool) async throws -> Void

  init(_ body: @escaping @Sendable (Duration, Bool) async throws -> Void) { self.body = body }

  /// Gives the worker back and comes back after a time.
  ///
  /// - Parameter interruptible: Whether a newer state may end the wait. Hooks may be migrations of a database, which
  ///   nobody wants to leave half-way.
  func callAsFunction(_ duration: Duration, interruptible: Bool = false) async throws {
    try await body(duration, interruptible)
  }
}

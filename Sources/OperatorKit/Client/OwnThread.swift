import Glibc

/// Runs blocking work on a thread of its own, so that the cooperative pool, which has as many threads as the machine
/// has cores, is never held up.
///
/// The thread lives for one call; use it for rare work such as reading credentials or running a program.
package func onOwnThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
    let job = ThreadJob { continuation.resume(with: Swift.Result(catching: work)) }
    let context = Unmanaged.passRetained(job)
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<ThreadJob>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      continuation.resume(throwing: ThreadError(code: code))
      return
    }
    pthread_detach(thread)
  }
}

/// The machine has no thread to give.
package struct ThreadError: Error, CustomStringConvertible {
  let code: Int32
  package var description: String { "cannot start a thread: \(String(cString: strerror(code)))" }
}

private final class ThreadJob: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

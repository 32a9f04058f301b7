import CCrypto  // its headers own pthread_attr_t
import Glibc

/// Runs work on a thread of its own with as much stack as recursive templates may need, and off the threads that
/// other tasks wait for.
public enum LargeStack {
  /// What a thousand nested includes take. Only what is touched becomes memory.
  public static let defaultBytes = 16 << 20

  /// - Throws: what `work` throws, or ``TemplateError`` when no thread can be started.
  public static func run<Result: Sendable>(
    bytes: Int = defaultBytes, _ work: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      let start = Box { continuation.resume(with: Swift.Result(catching: work)) }
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      defer { pthread_attr_destroy(&attributes) }
      pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
      pthread_attr_setstacksize(&attributes, bytes)
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(start)
      let status = pthread_create(
        &thread, &attributes,
        { argument in
          if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().work() }
          return nil
        }, argument.toOpaque())
      if status != 0 {
        argument.release()
        continuation.resume(throwing: TemplateError(.limit, "no thread for rendering: error \(status)"))
      }
    }
  }

  private final class Box: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }
}

import NIOPosix

/// Runs file system calls on a thread of its own, away from Swift's pool and the event loop.
enum BlockingWork {
  private static let pool: NIOThreadPool = {
    let pool = NIOThreadPool(numberOfThreads: 1)
    pool.start()
    return pool
  }()

  /// Runs the closure on that thread; `nil` too when the thread is gone.
  static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value?) async -> Value? {
    (try? await pool.runIfActive(body)) ?? nil
  }
}

/// Work took longer than it may.
public struct DeadlineExceeded: Error, CustomStringConvertible {
  public let limit: Duration
  public var description: String { "not finished within \(GoDuration(limit))" }
}

/// Runs work that is cancelled when its time is up. Throws ``DeadlineExceeded`` then, and what the work throws. When the
/// work ends early nothing is left of its limit.
public func withDeadline<Result: Sendable>(
  _ limit: Duration, on clock: AlarmClock = .shared, _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask { try await work() }
    group.addTask {
      try await clock.sleep(for: limit)
      return nil
    }
    defer { group.cancelAll() }
    guard let result = try await group.next() ?? nil else { throw DeadlineExceeded(limit: limit) }
    return result
  }
}

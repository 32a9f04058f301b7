/// A condition did not come true in the time given to it.
public struct ConditionTimeout: Error, Sendable, CustomStringConvertible {
  /// What was waited for.
  public var what: String
  /// For how long.
  public var duration: Duration

  public var description: String { "waited \(duration) in vain for \(what)" }
}

/// Waits until a condition holds, asking again and again, for things that send no event.
///
/// - Throws: ``ConditionTimeout``, whatever `condition` throws, `CancellationError`.
public func eventually(
  _ what: String, within limit: Duration = .seconds(30), every interval: Duration = .milliseconds(50),
  _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while try await !condition() {
    guard ContinuousClock.now < deadline else { throw ConditionTimeout(what: what, duration: limit) }
    try await Task.sleep(for: interval)
  }
}

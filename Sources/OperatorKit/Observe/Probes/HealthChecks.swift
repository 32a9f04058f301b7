import Synchronization

/// Named checks behind `/healthz` and `/readyz`.
public final class HealthChecks: Sendable {
  /// Throws, or returns `false`, when all is not well.
  public typealias Check = @Sendable () async throws -> Bool

  private let checks = Mutex<[String: Check]>([:])

  /// Without checks everything is well.
  public init() {}

  /// Adds a check, or replaces the one of that name.
  public func add(_ name: String, _ check: @escaping Check) {
    checks.withLock { $0[name] = check }
  }

  /// Runs the checks; the names and reasons of those that fail.
  public func failures() async -> [String] {
    var failures: [String] = []
    for (name, check) in checks.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      do {
        if try await !check() { failures.append("\(name): failed") }
      } catch {
        failures.append("\(name): \(error)")
      }
    }
    return failures
  }
}

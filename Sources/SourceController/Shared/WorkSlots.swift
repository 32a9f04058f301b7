import OperatorKit

/// As many pieces of heavy work at a time as `--concurrent` says; first come, first served.
///
/// Runs that only wait for a server hold none: any number of servers that hang leave the others at work.
package struct WorkSlots: Sendable {
  private let slots: MemoryBudget

  package init(_ count: Int) { slots = MemoryBudget(totalBytes: count) }

  /// Runs work when there is a slot for it. Throws what the work throws, and `CancellationError`.
  package func with<Result>(_ work: () async throws -> Result) async throws -> Result {
    try await slots.with(1, work)
  }
}

import Synchronization

/// Room for heavy work. Who wants to unpack, build or render asks for bytes first and waits in line when there are
/// none: the process slows down instead of being killed.
///
/// First come, first served: a large request is not overtaken by small ones. A request beyond the whole budget is
/// let in alone.
public final class MemoryBudget: Sendable {
  /// How many bytes may be out at the same time.
  public let totalBytes: Int

  private let line: Mutex<AdmissionLine>
  private struct Waiters { var continuations: [UInt64: CheckedContinuation<Void, any Error>] = [:] }
  private let waiters = Mutex(Waiters())

  public init(totalBytes: Int) {
    self.totalBytes = max(1, totalBytes)
    line = Mutex(AdmissionLine(total: max(1, totalBytes)))
  }

  /// The budget of this process: its limit less `reservedBytes` for what it always needs, and never less than a
  /// quarter of the limit. Without a limit, as if it were `assumedLimit`.
  public static func ofProcess(
    reservedBytes: Int = 24 << 20, assumedLimit: Int = 512 << 20, limit: MemoryLimit = .current()
  ) -> MemoryBudget {
    let bytes = limit.bytes ?? assumedLimit
    return MemoryBudget(totalBytes: max(bytes / 4, bytes.subtractingReportingOverflow(reservedBytes).partialValue))
  }

  /// Bytes that are out now.
  public var usedBytes: Int { line.withLock { $0.used } }

  /// How many requests wait.
  public var waitingCount: Int { line.withLock { $0.waiting.count } }

  /// Waits for room. The room is free again when the reservation is released or dropped.
  ///
  /// Throws `CancellationError` when the task is cancelled while it waits.
  public func acquire(_ bytes: Int) async throws -> MemoryReservation {
    let (ticket, admitted) = line.withLock { $0.join(max(0, bytes)) }
    if !admitted {
      try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { park(ticket, $0) }
      } onCancel: {
        cancel(ticket)
      }
    }
    return MemoryReservation(bytes: max(0, bytes), budget: self)
  }

  /// Runs `work` with room for it.
  public func with<Result>(_ bytes: Int, _ work: () async throws -> Result) async throws -> Result {
    let reservation = try await acquire(bytes)
    defer { reservation.release() }
    return try await work()
  }

  fileprivate func giveBack(_ bytes: Int) {
    resume(line.withLock { $0.leave(bytes) })
  }

  /// Keeps the continuation, unless the ticket was served or cancelled in between.
  private func park(_ ticket: UInt64, _ continuation: CheckedContinuation<Void, any Error>) {
    waiters.withLock { $0.continuations[ticket] = continuation }
    switch line.withLock({ $0.status(ticket) }) {
    case .waiting: break
    case .admitted: resume([ticket])
    case .cancelled: fail(ticket)
    }
  }

  private func cancel(_ ticket: UInt64) {
    guard let admitted = line.withLock({ $0.cancel(ticket) }) else { return }
    fail(ticket)
    resume(admitted)
  }

  private func fail(_ ticket: UInt64) {
    take(ticket)?.resume(throwing: CancellationError())
  }

  private func resume(_ tickets: [UInt64]) {
    for ticket in tickets { take(ticket)?.resume() }
  }

  private func take(_ ticket: UInt64) -> CheckedContinuation<Void, any Error>? {
    waiters.withLock { waiters in
      guard let continuation = waiters.continuations.removeValue(forKey: ticket) else { return nil }
      line.withLock { $0.forget(ticket) }
      return continuation
    }
  }
}

/// Bytes taken out of a ``MemoryBudget``.
public final class MemoryReservation: Sendable {
  private let held: Mutex<Int>
  private let budget: MemoryBudget

  fileprivate init(bytes: Int, budget: MemoryBudget) {
    held = Mutex(bytes)
    self.budget = budget
  }

  public var bytes: Int { held.withLock { $0 } }

  /// Gives back what is beyond `bytes`, once the true size is known.
  public func shrink(to bytes: Int) {
    let surplus = held.withLock { held in
      let surplus = max(0, held - max(0, bytes))
      held -= surplus
      return surplus
    }
    if surplus > 0 { budget.giveBack(surplus) }
  }

  /// Gives everything back. Releasing twice is harmless.
  public func release() { shrink(to: 0) }

  deinit { release() }
}

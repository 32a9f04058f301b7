/// The rules of leader election over a Lease, without clock or I/O.
///
/// A candidate may take the lease when it is free, released, its own, or has not been renewed for its duration as seen
/// on the candidate's own monotonic clock; clocks of machines are never compared.
package struct LeaderElectionMachine {
  package typealias Instant = ContinuousClock.Instant

  /// What a Lease says.
  package struct Record: Hashable {
    var holder: String
    var leaseDuration: Duration
    var renewTime: String
    var transitions: Int

    package init(holder: String, leaseDuration: Duration, renewTime: String, transitions: Int) {
      self.holder = holder
      self.leaseDuration = leaseDuration
      self.renewTime = renewTime
      self.transitions = transitions
    }
  }

  package enum Decision: Hashable {
    /// Write the lease with us as its holder.
    case acquire(transitions: Int)
    case renew
    /// Somebody else leads.
    case wait
  }

  package let identity: String
  private var observed: Record?
  private var observedAt: Instant?

  package init(identity: String) { self.identity = identity }

  package mutating func decide(_ record: Record?, now: Instant) -> Decision {
    guard let record else { return .acquire(transitions: 0) }
    if record != observed {
      observed = record
      observedAt = now
    }
    if record.holder == identity { return .renew }
    if record.holder.isEmpty { return .acquire(transitions: record.transitions + 1) }
    let seen = observedAt ?? now
    return now - seen > record.leaseDuration ? .acquire(transitions: record.transitions + 1) : .wait
  }
}

import Glibc
import Synchronization

/// Keeps one object from taking the process down for everybody.
///
/// The key in hand is written to a file before a reconcile and cleared after it, which costs one small write to the
/// page cache each and survives the death of the process. A key that was in hand at two traps in a row is
/// quarantined until its object changes, or for an hour; everybody else is served. After a first death its suspects
/// are let in one at a time, so that the second death tells which of them it was. Being killed from outside, for
/// example for want of memory, may have other reasons and counts half: it takes four of these.
///
/// The directory must survive a restart of the container, as an `emptyDir` does. When it cannot be written, or
/// another process uses it, the guard lets everything pass and says so in ``isPersistent``.
public final class CrashGuard: Sendable {
  /// Something that is reconciled.
  public struct Subject: Hashable, Sendable {
    public var kind: String
    public var key: ObjectKey
    /// The object's generation where it is known; a new one ends a quarantine.
    public var generation: Int64?

    public init(kind: String, key: ObjectKey, generation: Int64? = nil) {
      self.kind = kind
      self.key = key
      self.generation = generation
    }
  }

  /// What may be done with a subject.
  public enum Admission: Sendable {
    /// Go on, and call ``CrashGuard/end(_:)`` afterwards whatever happened.
    case proceed(Token)
    /// The subject ended the process before: set it aside, with a condition that says so.
    case quarantined(until: Timestamp)
    /// Another suspect of the last death is in hand: come back in a moment.
    case deferred
  }

  /// A subject in hand.
  public struct Token: Sendable {
    let slot: Int?
    let subject: Subject
  }

  /// A subject that is set aside.
  public struct Quarantine: Hashable, Sendable {
    public let subject: Subject
    public let until: Timestamp
  }

  private let file: CrashFile?
  private let state: Mutex<CrashLedger>
  private let now: @Sendable () -> Timestamp

  /// Reads what the last process left in `directory` and begins a new run.
  ///
  /// - Parameter threshold: Traps in a row before an object is set aside.
  public init(
    directory: String, threshold: Int = 2, period: Duration = .seconds(3600),
    now: @escaping @Sendable () -> Timestamp = { .now() }
  ) {
    self.now = now
    let file = CrashFile(directory: directory)
    var ledger = CrashLedger(
      threshold: threshold &* CrashLedger.trapWeight, period: period, saved: file?.readLedger() ?? SavedLedger())
    if let file {
      ledger.startRun(inHand: file.readSlots(), wasTrap: file.readTrapMark(), at: now())
      file.write(ledger.saved)
      file.clearSlots()
    }
    self.file = file
    state = Mutex(ledger)
  }

  /// Whether the key in hand would survive a death of the process.
  public var isPersistent: Bool { file != nil }

  /// From now on a trap of this process leaves a mark, which tells it from being killed. The signal goes on to do what
  /// it does. For the one guard of a process.
  public func markTraps() { file?.markTraps() }

  /// Notes that a reconcile is about to begin.
  public func begin(_ subject: Subject) -> Admission {
    state.withLock { ledger in
      switch ledger.admit(subject, at: now()) {
      case .quarantined(let until): return .quarantined(until: until)
      case .deferred: return .deferred
      case .proceed(let slot, let hasChanged):
        if hasChanged { file?.write(ledger.saved) }
        if let slot { file?.write(subject, run: ledger.saved.run, slot: slot) }
        return .proceed(Token(slot: slot, subject: subject))
      }
    }
  }

  /// Notes that the reconcile is over, however it ended.
  public func end(_ token: Token) {
    state.withLock { ledger in
      if let slot = token.slot { file?.clear(slot: slot) }
      if ledger.finish(token.subject, slot: token.slot) { file?.write(ledger.saved) }
    }
  }

  /// The subjects that are set aside at this moment.
  public var quarantined: [Quarantine] {
    let moment = now()
    return state.withLock { ledger in ledger.saved.quarantines.filter { $0.until > moment } }
  }
}

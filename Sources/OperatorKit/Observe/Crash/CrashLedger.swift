/// What outlives the process besides the slots.
struct SavedLedger: Equatable {
  struct Suspect: Equatable {
    var subject: CrashGuard.Subject
    /// Deaths with the subject in hand, weighted.
    var points: Int
  }

  /// Number of the run that is going on; slots of older runs have been counted.
  var run: Int64 = 0
  var suspects: [Suspect] = []
  var quarantines: [CrashGuard.Quarantine] = []
}

/// The rules of ``CrashGuard``, without a file.
struct CrashLedger {
  enum Decision: Equatable {
    case proceed(slot: Int?, hasChanged: Bool)
    case quarantined(until: Timestamp)
    case deferred
  }

  /// A trap weighs this much, a death from outside one.
  static let trapWeight = 2

  private let threshold: Int
  private let period: Duration
  private(set) var saved: SavedLedger
  private var usedSlots: Set<Int> = []
  private var suspectInHand: CrashGuard.Subject?

  init(threshold: Int, period: Duration, saved: SavedLedger) {
    self.threshold = max(1, threshold)
    self.period = period
    self.saved = saved
  }

  /// Counts a death for each subject that was in hand, acquits the others, and begins a new run.
  mutating func startRun(
    inHand slots: [(subject: CrashGuard.Subject, run: Int64)], wasTrap: Bool, at now: Timestamp
  ) {
    let weight = wasTrap ? CrashLedger.trapWeight : 1
    saved.quarantines.removeAll { $0.until <= now }
    var suspects: [SavedLedger.Suspect] = []
    for (subject, run) in slots where run == saved.run {
      let before = saved.suspects.first { $0.subject.isSame(as: subject) }?.points ?? 0
      if before + weight >= threshold {
        saved.quarantines.removeAll { $0.subject.isSame(as: subject) }
        saved.quarantines.append(.init(subject: subject, until: now.advanced(by: period)))
      }
      suspects.append(.init(subject: subject, points: min(before + weight, threshold)))
    }
    // One that sits in quarantine was not in hand, which proves nothing: it stays suspect.
    for old in saved.suspects where saved.quarantines.contains(where: { $0.subject.isSame(as: old.subject) }) {
      if !suspects.contains(where: { $0.subject.isSame(as: old.subject) }) { suspects.append(old) }
    }
    saved.suspects = suspects
    saved.run = saved.run &+ 1
  }

  mutating func admit(_ subject: CrashGuard.Subject, at now: Timestamp) -> Decision {
    var hasChanged = false
    if let quarantine = saved.quarantines.first(where: { $0.subject.isSame(as: subject) }) {
      if quarantine.until > now, !subject.hasChanged(since: quarantine.subject) {
        return .quarantined(until: quarantine.until)
      }
      saved.quarantines.removeAll { $0.subject.isSame(as: subject) }
      hasChanged = true
    }
    if isSuspect(subject) {
      if suspectInHand != nil { return .deferred }
      suspectInHand = subject
    }
    return .proceed(slot: takeSlot(), hasChanged: hasChanged)
  }

  /// Whether something changed that must be saved: a suspect that came through is none any more.
  mutating func finish(_ subject: CrashGuard.Subject, slot: Int?) -> Bool {
    if let slot { usedSlots.remove(slot) }
    if suspectInHand?.isSame(as: subject) == true { suspectInHand = nil }
    let before = saved.suspects.count
    saved.suspects.removeAll { $0.subject.isSame(as: subject) }
    return saved.suspects.count != before
  }

  private func isSuspect(_ subject: CrashGuard.Subject) -> Bool {
    saved.suspects.contains { $0.subject.isSame(as: subject) }
  }

  /// A free slot; `nil` when more are in hand than there are slots, which then go unguarded.
  private mutating func takeSlot() -> Int? {
    guard let free = (0..<CrashFile.slotCount).first(where: { !usedSlots.contains($0) }) else { return nil }
    usedSlots.insert(free)
    return free
  }
}

extension CrashGuard.Subject {
  func isSame(as other: CrashGuard.Subject) -> Bool { kind == other.kind && key == other.key }

  /// Whether this is a newer state of the object; unknown generations prove nothing.
  func hasChanged(since other: CrashGuard.Subject) -> Bool {
    guard let generation, let old = other.generation else { return false }
    return generation != old
  }
}

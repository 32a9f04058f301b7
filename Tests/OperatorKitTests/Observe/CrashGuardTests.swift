import Glibc
import OperatorKit
import Synchronization
import TestSupport
import Testing

/// A death is what happens when nobody calls `end`: the guard is dropped and a new one reads the same files.
@Suite struct CrashGuardTests {
  private final class Clock: Sendable {
    private let time = Mutex(Timestamp(microseconds: 1_000_000_000_000_000))
    var now: Timestamp { time.withLock { $0 } }
    func advance(_ duration: Duration) { time.withLock { $0 = $0.advanced(by: duration) } }
  }

  private let clock = Clock()
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Starts after a trap, or after being killed.
  private func start(afterTrap: Bool = true) -> CrashGuard {
    let clock = clock
    if afterTrap { leaveTrapMark() }
    return CrashGuard(directory: scratch.path + "/guard") { clock.now }
  }

  /// What a trap leaves: the byte behind the slots.
  private func leaveTrapMark() {
    let descriptor = open(scratch.path + "/guard/in-hand", O_WRONLY)
    guard descriptor >= 0 else { return }
    _ = pwrite(descriptor, "T", 1, lseek(descriptor, 0, SEEK_END) - 1)
    close(descriptor)
  }

  private func subject(_ name: String, generation: Int64? = nil) -> CrashGuard.Subject {
    .init(kind: "Kustomization", key: ObjectKey(namespace: "a", name: name), generation: generation)
  }

  private func isLetIn(_ guardian: CrashGuard, _ subject: CrashGuard.Subject) -> Bool {
    if case .proceed = guardian.begin(subject) { true } else { false }
  }

  private func isQuarantined(_ guardian: CrashGuard, _ subject: CrashGuard.Subject) -> Bool {
    if case .quarantined = guardian.begin(subject) { true } else { false }
  }

  @Test func twoTrapsInARowQuarantine() {
    for _ in 0..<2 {
      let guardian = start()
      #expect(guardian.isPersistent)
      #expect(isLetIn(guardian, subject("poison")))
    }
    let guardian = start()
    #expect(isQuarantined(guardian, subject("poison")))
    #expect(guardian.quarantined.map(\.subject.key.name) == ["poison"])
    #expect(isLetIn(guardian, subject("other")))
  }

  @Test func beingKilledCountsHalf() {
    for _ in 0..<4 { #expect(isLetIn(start(afterTrap: false), subject("poison"))) }
    #expect(isQuarantined(start(afterTrap: false), subject("poison")))
  }

  @Test func aTrapLeavesItsMark() async {
    let path = scratch.path + "/guard"
    await #expect(processExitsWith: .signal(SIGTRAP)) { [path = path as String] in
      let guardian = CrashGuard(directory: path)
      guardian.markTraps()
      _ = guardian.begin(.init(kind: "Kustomization", key: ObjectKey(namespace: "a", name: "poison")))
      raise(SIGTRAP)
    }
    _ = isLetIn(start(afterTrap: false), subject("poison"))
    #expect(isQuarantined(start(), subject("poison")))
  }

  @Test func theQuarantineOutlivesFurtherRestarts() {
    for _ in 0..<2 { _ = isLetIn(start(), subject("poison")) }
    for _ in 0..<3 { #expect(isQuarantined(start(), subject("poison"))) }
  }

  @Test func anEndedReconcileIsNoSuspect() {
    for _ in 0..<4 {
      let guardian = start()
      guard case .proceed(let token) = guardian.begin(subject("fine")) else {
        Issue.record("set aside")
        return
      }
      guardian.end(token)
    }
    #expect(start().quarantined.isEmpty)
  }

  @Test func deathsMustBeConsecutive() {
    _ = isLetIn(start(), subject("a"))
    _ = isLetIn(start(), subject("b"))
    _ = isLetIn(start(), subject("a"))
    #expect(isLetIn(start(), subject("a")))
  }

  @Test func suspectsAreTriedOneAtATime() {
    let first = start()
    #expect(isLetIn(first, subject("innocent")))
    #expect(isLetIn(first, subject("poison")))
    let second = start()
    guard case .proceed(let token) = second.begin(subject("innocent")) else {
      Issue.record("set aside")
      return
    }
    if case .deferred = second.begin(subject("poison")) {} else { Issue.record("two suspects at once") }
    #expect(isLetIn(second, subject("bystander")))
    second.end(token)
    #expect(isLetIn(second, subject("poison")))
    let third = start()
    #expect(third.quarantined.map(\.subject.key.name) == ["poison"])
    #expect(isLetIn(third, subject("innocent")))
  }

  @Test func aChangedObjectIsTriedAgain() {
    for _ in 0..<2 { _ = isLetIn(start(), subject("poison", generation: 7)) }
    let guardian = start()
    #expect(isQuarantined(guardian, subject("poison", generation: 7)))
    #expect(isQuarantined(guardian, subject("poison")))
    #expect(isLetIn(guardian, subject("poison", generation: 8)))
    // It kills again: one more death is enough now.
    #expect(isQuarantined(start(), subject("poison", generation: 8)))
  }

  @Test func aQuarantineEndsAfterAnHour() {
    for _ in 0..<2 { _ = isLetIn(start(), subject("poison")) }
    let guardian = start()
    clock.advance(.seconds(3599))
    #expect(isQuarantined(guardian, subject("poison")))
    clock.advance(.seconds(2))
    #expect(guardian.quarantined.isEmpty)
    #expect(isLetIn(guardian, subject("poison")))
  }

  @Test(arguments: [
    "", "\0\0\0", "{", "[1,2]", "{\"run\":\"x\",\"suspects\":{},\"quarantines\":[{}]}", "\u{1}\u{2}{\"kind\":3}",
    "{\"run\":9223372036854775807,\"suspects\":[{\"kind\":\"K\",\"namespace\":\"a\",\"name\":\"b\",\"points\":-9}]}",
    "{\"kind\":\"K\",\"namespace\":\"a\",\"name\":\"b\",\"run\":1e300}",
  ])
  func damagedFilesAreAsGoodAsNone(text: String) throws {
    try scratch.write("guard/in-hand", text)
    try scratch.write("guard/crash-ledger.json", text)
    let guardian = start()
    #expect(guardian.quarantined.isEmpty)
    #expect(isLetIn(guardian, subject("a")))
  }

  @Test func withoutADirectoryEverythingPasses() {
    let guardian = CrashGuard(directory: "/proc/none/such")
    #expect(!guardian.isPersistent)
    #expect(isLetIn(guardian, subject("a")))
  }

  @Test func moreKeysThanSlotsPassUnguarded() {
    let guardian = start()
    for number in 0..<300 { #expect(isLetIn(guardian, subject("\(number)"))) }
  }
}

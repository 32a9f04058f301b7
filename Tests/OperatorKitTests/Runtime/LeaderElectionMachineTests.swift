import OperatorKit
import Testing

@Suite struct LeaderElectionMachineTests {
  private typealias Record = LeaderElectionMachine.Record
  private let start = ContinuousClock.now

  private func lease(_ holder: String, renewed: String = "1", transitions: Int = 3) -> Record {
    Record(holder: holder, leaseDuration: .seconds(35), renewTime: renewed, transitions: transitions)
  }

  @Test func aFreeLeaseIsTaken() {
    var machine = LeaderElectionMachine(identity: "me")
    #expect(machine.decide(nil, now: start) == .acquire(transitions: 0))
    #expect(machine.decide(lease(""), now: start) == .acquire(transitions: 4))
    #expect(machine.decide(lease("me"), now: start) == .renew)
  }

  @Test func anothersLeaseIsTakenOnlyAfterItsTimeOnOurClock() {
    var machine = LeaderElectionMachine(identity: "me")
    #expect(machine.decide(lease("you"), now: start) == .wait)
    #expect(machine.decide(lease("you"), now: start + .seconds(35)) == .wait)
    #expect(machine.decide(lease("you"), now: start + .seconds(36)) == .acquire(transitions: 4))
  }

  @Test func eachRenewalBeginsTheTimeAnew() {
    var machine = LeaderElectionMachine(identity: "me")
    #expect(machine.decide(lease("you"), now: start) == .wait)
    #expect(machine.decide(lease("you", renewed: "2"), now: start + .seconds(34)) == .wait)
    #expect(machine.decide(lease("you", renewed: "2"), now: start + .seconds(60)) == .wait)
    #expect(machine.decide(lease("you", renewed: "2"), now: start + .seconds(70)) == .acquire(transitions: 4))
  }
}

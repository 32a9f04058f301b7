import OperatorKit
import Testing

@Suite struct ReflectorMachineTests {
  @Test func aWatchGoesOnWhereItStood() {
    var machine = ReflectorMachine()
    #expect(machine.first == .list)
    #expect(machine.next(after: .listed(resourceVersion: "10")) == .watch(from: "10"))
    machine.observed(resourceVersion: "12")
    #expect(machine.next(after: .watchEnded) == .watch(from: "12"))
    #expect(machine.next(after: .failed(retryAfter: nil)) == .pause(failures: 1, retryAfter: nil))
    #expect(machine.next(after: .paused) == .watch(from: "12"))
  }

  @Test func aForgottenVersionIsListedAnew() {
    var machine = ReflectorMachine()
    _ = machine.next(after: .listed(resourceVersion: "10"))
    #expect(machine.next(after: .expired) == .list)
    #expect(machine.next(after: .listed(resourceVersion: "50")) == .watch(from: "50"))
  }

  @Test func aServerThatExpiresFreshListsIsNotHammered() {
    var machine = ReflectorMachine()
    #expect(machine.next(after: .expired) == .list)
    #expect(machine.next(after: .expired) == .pause(failures: 2, retryAfter: nil))
    #expect(machine.next(after: .paused) == .list)
  }

  @Test func theServersWishIsHonoured() {
    var machine = ReflectorMachine()
    #expect(machine.next(after: .failed(retryAfter: .seconds(7))) == .pause(failures: 1, retryAfter: .seconds(7)))
    #expect(machine.next(after: .failed(retryAfter: nil)) == .pause(failures: 2, retryAfter: nil))
    _ = machine.next(after: .listed(resourceVersion: "1"))
    #expect(machine.next(after: .failed(retryAfter: nil)) == .pause(failures: 1, retryAfter: nil))
  }
}

import ControllerSupport
import GitOpsAPI
import Helm
import JSON
import OperatorKit
import Testing

@testable import HelmController

/// What specs leave open, and what becomes of it.
@Suite struct SettingRuleTests {
  private func rules(_ spec: JSONObject = [:], helm3: Bool = false) throws -> SettingRules {
    SettingRules(object: try Sample.object(spec), usesHelm3Defaults: helm3)
  }

  @Test("H-03-14 H-32-04 waiting, applying and post-rendering are Helm 4's unless spec or gate say otherwise")
  func defaults() throws {
    #expect(try rules().waitStrategy == .poller && rules(helm3: true).waitStrategy == .legacy)
    for (name, strategy) in [("legacy", ReleaseWait.Strategy.legacy), ("poller", .poller)] {
      for helm3 in [true, false] {
        #expect(try rules(["waitStrategy": ["name": .string(name)]], helm3: helm3).waitStrategy == strategy)
      }
    }
    #expect(try rules().install.method == .serverSide && rules(helm3: true).install.method == .clientSide)
    #expect(try rules(["install": ["serverSideApply": true]], helm3: true).install.method == .serverSide)
    #expect(try rules().postRenderStrategy == .combined && rules(helm3: true).postRenderStrategy == .noHooks)
    #expect(try rules(["postRenderStrategy": "separate"], helm3: true).postRenderStrategy == .separate)
  }

  @Test(
    "H-05-01 H-06-02 upgrades and rollbacks have timeouts and switches of their own, the spec's where they have none"
  )
  func own() throws {
    let plain = try rules(["timeout": "2m"])
    for settings in [plain.upgrade(former: nil), plain.rollback(former: nil)] {
      #expect(settings.timeout == .seconds(120) && settings.runsHooks && settings.waits && settings.waitsForJobs)
      #expect(settings.refusesUnknownFields && settings.takesOwnership && !settings.cleansUpOnFailure)
    }
    let switches: JSONValue = [
      "timeout": "1m", "disableWait": true, "disableWaitForJobs": true, "disableHooks": true, "cleanupOnFail": true,
      "force": true, "serverSideApply": "disabled",
    ]
    let changed = try rules(["upgrade": switches, "rollback": switches])
    for settings in [changed.upgrade(former: .serverSide), changed.rollback(former: .serverSide)] {
      #expect(settings.timeout == .seconds(60) && !settings.runsHooks && !settings.waits && !settings.waitsForJobs)
      #expect(settings.cleansUpOnFailure && settings.method == .replace)
    }
    let lax = try rules(["upgrade": ["disableOpenAPIValidation": true, "disableTakeOwnership": true]])
    #expect(!lax.upgrade(former: nil).refusesUnknownFields && !lax.upgrade(former: nil).takesOwnership)
  }

  @Test("H-18-05 H-18-06 automatic follows the release before, and only client-side apply replaces")
  func methods() throws {
    let plain = try rules()
    #expect(plain.upgrade(former: .serverSide).method == .serverSide)
    #expect(
      plain.upgrade(former: .clientSide).method == .clientSide && plain.upgrade(former: nil).method == .clientSide)
    #expect(plain.rollback(former: .serverSide).method == .serverSide)
    let forcing = try rules(["upgrade": ["force": true]])
    #expect(forcing.upgrade(former: .serverSide).method == .serverSide)
    #expect(forcing.upgrade(former: .clientSide).method == .replace)
  }

  @Test("H-04-06 retries of installs are none by default, may be without end, and ignore tests where the tests say so")
  func installRemediation() throws {
    func remediation(_ spec: JSONObject) throws -> Remediation {
      var status = HelmRelease.Status()
      status.installFailures = 3
      return try Sample.object(spec).installRemediation(status)
    }
    let plain = try remediation([:])
    #expect(plain.retries == 0 && plain.isExhausted && !plain.ignoresTestFailures && !plain.remediatesLastFailure)
    #expect(try !remediation(["install": ["remediation": ["retries": -1]]]).isExhausted)
    #expect(try !remediation(["install": ["remediation": ["retries": 3]]]).isExhausted)
    #expect(try remediation(["test": ["ignoreFailures": true]]).ignoresTestFailures)
    let own: JSONValue = ["remediation": ["ignoreTestFailures": false, "remediateLastFailure": true]]
    let both = try remediation(["test": ["ignoreFailures": true], "install": own])
    #expect(!both.ignoresTestFailures && both.remediatesLastFailure)
  }

  @Test(
    "H-05-09 upgrades are retried after five minutes, or what the spec says, with the strategy RetryOnFailure alone"
  )
  func retries() throws {
    var status = HelmRelease.Status()
    status.lastAttemptedReleaseAction = .upgrade
    func interval(_ strategy: JSONValue) throws -> Duration? {
      try Sample.object(["upgrade": ["strategy": strategy]]).activeRetry(status, retriesByDefault: false)?.duration
    }
    #expect(try interval(["name": "RetryOnFailure"]) == .seconds(300))
    #expect(try interval(["name": "RetryOnFailure", "retryInterval": "7s"]) == .seconds(7))
    #expect(try interval(["name": "RemediateOnFailure"]) == nil)
  }

  @Test("H-10-15 what follows a run: the interval or a retry interval, spread; growing delays; at once; nothing")
  func next() throws {
    let jitter = try IntervalJitter(percentage: 10)
    for _ in 0..<50 {
      guard case .requeue(let delay) = HelmFailure.Remedy.waitJittered(.seconds(100)).next(jitter) else {
        return fail("no requeue")
      }
      #expect(delay >= .seconds(90) && delay <= .seconds(110))
    }
    #expect(HelmFailure.Remedy.wait(.seconds(30)).next(jitter) == .requeue(after: .seconds(30)))
    #expect(HelmFailure.Remedy.backoff.next(jitter) == .retry)
    #expect(HelmFailure.Remedy.again.next(jitter) == .atOnce)
    #expect(HelmFailure.Remedy.stall.next(jitter) == .done)
  }

  @Test("H-21-06 looks come soon at first, and every two seconds at last")
  func polls() {
    var delay = PollDelay(limit: .seconds(2))
    let delays = (0..<12).map { _ in delay.next() }
    #expect(delays.first.map { $0 < .seconds(1) } == true && delays.last == .seconds(2))
    #expect(delays == delays.sorted())
  }
}

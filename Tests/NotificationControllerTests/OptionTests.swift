import ControllerSupport
import OperatorKit
import Testing

@testable import NotificationController

@Suite struct OptionTests {
  private func options(_ arguments: String...) throws -> NotificationOptions {
    let profile = NotificationController.profile
    var flags = FlagSet(program: profile.name)
    let common = CommonFlags(&flags, profile)
    let own = NotificationFlags(&flags)
    let values = try flags.parse(arguments)
    return try NotificationOptions(
      values, own, common: CommonOptions(values, common, profile, environment: ["RUNTIME_NAMESPACE": "flux-system"]))
  }

  @Test("N-FL-01 N-FL-02 N-FL-03 N-FL-04 the servers listen on upstream's ports unless told otherwise")
  func addresses() throws {
    let standard = try options()
    #expect(standard.common.metricsAddress.port == 8080)
    #expect(standard.eventsAddress.port == 9090)
    #expect(standard.common.healthAddress.port == 9440)
    #expect(standard.receiverAddress.port == 9292)
    let given = try options("--events-addr=127.0.0.1:1", "--receiverAddr=:2")
    #expect(given.eventsAddress.description == "127.0.0.1:1" && given.receiverAddress.port == 2)
    #expect(given.common.eventsAddress == nil)
  }

  @Test("N-FL-05 N-FL-06 N-FL-07 N-FL-08 N-FL-09 N-FL-10 N-FL-30 defaults of what is limited, shown and watched")
  func defaults() throws {
    let standard = try options()
    #expect(standard.common.concurrent == 4)
    #expect(standard.rateLimitInterval == .seconds(300))
    #expect(!standard.exportsPaths)
    #expect(standard.common.watchNamespace == nil)
    #expect(standard.common.configsSelector.description == "reconcile.fluxcd.io/watch=Enabled")
    #expect(!standard.common.noCrossNamespaceReferences)
    #expect(try options("--watch-all-namespaces=false").common.watchNamespace == "flux-system")
    #expect(try options("--rate-limit-interval=1m").rateLimitInterval == .seconds(60))
  }

  @Test("N-FL-11 N-FL-12 N-FL-20 N-FL-21 N-FL-23 N-FL-24 client limits, back-off and token cache")
  func limits() throws {
    let common = try options().common
    #expect(common.kubeRateLimit.queriesPerSecond == 50 && common.kubeRateLimit.burst == 300)
    #expect(common.backoff.base == .milliseconds(750) && common.backoff.limit == .seconds(900))
    #expect(common.tokenCache.maximumSize == 100 && common.tokenCache.maximumDuration == .seconds(3600))
    #expect(try options("--token-cache-max-duration=5h").common.tokenCache.maximumDuration == .seconds(3600))
  }

  @Test("N-FL-13 N-FL-14 what is logged, and how")
  func logging() throws {
    #expect(try options().common.log == LogOptions(encoding: .json, level: .info))
    for level in ["trace", "debug", "info", "error"] {
      #expect(try options("--log-level=\(level)").common.log.level.rawValue == level)
    }
    #expect(try options("--log-encoding=console").common.log.encoding == .console)
    for bad in ["--log-level=loud", "--log-encoding=xml"] { #expect(throws: FlagError.self) { try options(bad) } }
  }

  @Test("N-FL-15 N-FL-16 N-FL-17 N-FL-18 N-FL-19 N-FL-34 leader election")
  func election() throws {
    let election = try options().common.leaderElection
    #expect(!election.isEnabled && election.releaseOnCancel)
    #expect(election.leaseDuration == .seconds(35) && election.renewDeadline == .seconds(30))
    #expect(election.retryPeriod == .seconds(5))
    #expect(election.leaseName == "notification-controller-leader-election")
  }

  @Test("N-FL-22 N-FL-25 N-FL-27 N-FL-28 N-FL-29 feature gates")
  func gates() throws {
    let standard = try options()
    for gate in ["CacheSecretsAndConfigMaps", "DisableConfigWatchers", "ObjectLevelWorkloadIdentity"] {
      #expect(!standard.has(gate))
      #expect(try options("--feature-gates=\(gate)=true").has(gate))
    }
    #expect(throws: FlagError.self) { try options("--feature-gates=Unknown=true") }
    #expect(throws: FlagError.self) { try options("--default-service-account=x") }
    #expect(
      try options("--default-service-account=x", "--feature-gates=ObjectLevelWorkloadIdentity=true").common
        .defaultServiceAccount == "x")
  }

  @Test(
    "N-FL-26 flags of the other controllers are unknown here",
    arguments: [
      "--interval-jitter-percentage=5", "--watch-label-selector=a=b", "--requeue-dependency=1s",
    ])
  func absent(_ flag: String) { #expect(throws: FlagError.self) { try options(flag) } }
}

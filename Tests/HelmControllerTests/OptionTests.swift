import ControllerSupport
import Digests
import OperatorKit
import Testing

@testable import HelmController

enum OptionSample {
  static func parse(_ arguments: [String]) throws -> HelmOptions {
    var flags = FlagSet(program: "helm-controller")
    let common = CommonFlags(&flags, HelmOptions.profile)
    let own = HelmFlags(&flags)
    let values = try flags.parse(arguments, environment: [:])
    return try HelmOptions(
      values, own, common: CommonOptions(values, common, HelmOptions.profile, environment: [:]))
  }
}

@Suite struct OptionTests {
  @Test("H-31-01 concurrency, dependencies and fetches have upstream's defaults")
  func defaults() throws {
    let options = try OptionSample.parse([])
    #expect(options.common.concurrent == 4 && options.common.requeueDependency == .seconds(30))
    #expect(options.httpRetries == 9 && options.httpTimeout == .seconds(30))
    #expect(try OptionSample.parse(["--http-retry=3", "--http-timeout=5s"]).httpTimeout == .seconds(5))
  }

  @Test("H-31-02 runs in hand get ten minutes at the end")
  func gracePeriod() throws {
    #expect(try OptionSample.parse([]).gracePeriod == .seconds(600))
    #expect(try OptionSample.parse(["--graceful-shutdown-timeout=5s"]).gracePeriod == .seconds(5))
  }

  @Test("H-31-03 the digest algorithm and the overridden managers are taken; others are refused")
  func digests() throws {
    let options = try OptionSample.parse([
      "--override-manager=a", "--override-manager=b", "--snapshot-digest-algo=sha512",
    ])
    #expect(options.overrideManagers == ["a", "b"] && options.digestAlgorithm == .sha512)
    for algorithm in DigestAlgorithm.allCases {
      #expect(try OptionSample.parse(["--snapshot-digest-algo=\(algorithm)"]).digestAlgorithm == algorithm)
    }
    #expect(try OptionSample.parse([]).digestAlgorithm == .sha256)
    #expect(throws: FlagError.self) { try OptionSample.parse(["--snapshot-digest-algo=md5"]) }
  }

  @Test("H-31-05 the memory watch needs its gate, and looks at most every 50 ms")
  func memoryWatch() throws {
    #expect(try OptionSample.parse([]).memoryWatch == nil)
    let watch = try OptionSample.parse(["--feature-gates=OOMWatch=true"]).memoryWatch
    #expect(watch?.threshold == 95 && watch?.interval == .milliseconds(500))
    #expect(throws: FlagError.self) {
      try OptionSample.parse(["--feature-gates=OOMWatch=true", "--oom-watch-interval=10ms"])
    }
    #expect(MemoryWatch.isExceeded(current: 96, maximum: 100, threshold: 95))
    #expect(!MemoryWatch.isExceeded(current: 94, maximum: 100, threshold: 95))
  }

  @Test("H-31-04 accounts by default and the ban on other namespaces are off; one for kubeconfigs needs its gate")
  func access() throws {
    let plain = try OptionSample.parse([])
    #expect(plain.common.defaultServiceAccount.isEmpty && plain.kubeconfigServiceAccount.isEmpty)
    #expect(!plain.common.noCrossNamespaceReferences)
    let account = "--default-kubeconfig-service-account=remote"
    #expect(throws: FlagError.self) { try OptionSample.parse([account]) }
    let gate = "--feature-gates=ObjectLevelWorkloadIdentity=true"
    #expect(try OptionSample.parse([account, gate]).kubeconfigServiceAccount == "remote")
  }

  @Test(
    "H-31-07 flags of the kustomize-controller are not there",
    arguments: [
      "--concurrent-ssa=4", "--no-remote-bases", "--sops-age-secret=x",
    ])
  func absent(_ flag: String) { #expect(throws: FlagError.self) { try OptionSample.parse([flag]) } }

  @Test("the lease is the controller's")
  func lease() throws {
    #expect(try OptionSample.parse([]).common.leaderElection.leaseName == "helm-controller-leader-election")
  }

  @Test(
    "H-32-01 H-32-02 the feature gates are known and off",
    arguments: [
      "AdditiveCELDependencyCheck", "AllowDNSLookups", "CacheSecretsAndConfigMaps", "CancelHealthCheckOnNewRevision",
      "DefaultToRetryOnFailure", "DirectSourceFetch", "DisableChartDigestTracking", "DisableConfigWatchers",
      "ExternalArtifact", "ObjectLevelWorkloadIdentity", "OOMWatch", "UseHelm3Defaults", "AdoptLegacyReleases",
      "CorrectDrift", "DetectDrift",
    ])
  func gates(_ gate: String) throws {
    #expect(try !OptionSample.parse([]).has(gate))
    #expect(try OptionSample.parse(["--feature-gates=\(gate)=true"]).has(gate))
  }
}

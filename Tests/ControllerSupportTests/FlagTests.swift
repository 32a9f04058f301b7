import ControllerSupport
import OperatorKit
import Testing

/// Reads a command line as a controller does.
func options(
  _ arguments: String..., environment: [String: String] = [:],
  profile: ControllerProfile = ControllerProfile(
    name: "source-controller", defaultConcurrency: 2,
    featureGates: ["ObjectLevelWorkloadIdentity": false, "CacheSecretsAndConfigMaps": false],
    defaultServiceAccountNeedsGate: true)
) throws -> CommonOptions {
  var flags = FlagSet(program: profile.name)
  let common = CommonFlags(&flags, profile)
  return try CommonOptions(flags.parse(arguments, environment: environment), common, profile, environment: environment)
}

@Suite struct FlagSyntaxTests {
  var flags = FlagSet(program: "p")

  @Test mutating func valuesMayFollowOrBeAttached() throws {
    let (name, count) = (flags.string("name", help: ""), flags.integer("count", default: 3, help: ""))
    let values = try flags.parse(["--name", "a=b", "--count=7"])
    #expect(values[name] == "a=b" && values[count] == 7)
    #expect(try flags.parse([])[count] == 3)
    #expect(try flags.parse(["--name="])[name] == "")
    #expect(try flags.parse(["--name", "--count"])[name] == "--count")
  }

  @Test mutating func booleansNeedNoValue() throws {
    let (on, off) = (flags.boolean("on", help: ""), flags.boolean("off", default: true, help: ""))
    #expect(try flags.parse(["--on"])[on])
    #expect(try !flags.parse(["--off=F"])[off])
    // As upstream: a word behind a boolean is not its value, but we say so.
    let values = try flags.parse(["--off", "false"])
    #expect(values[off])
    #expect(values.notices == ["argument 'false' has no effect; booleans are written --name=false"])
  }

  @Test mutating func listsComeByCommaOrByRepetition() throws {
    let (list, repeated) = (flags.list("list", help: ""), flags.repeated("each", help: ""))
    let values = try flags.parse(["--list=a,b", "--list", "c", "--each=a,b", "--each=c"])
    #expect(values[list] == ["a", "b", "c"])
    #expect(values[repeated] == ["a,b", "c"])
  }

  @Test mutating func theLastOneWins() throws {
    let name = flags.string("name", help: "")
    #expect(try flags.parse(["--name=a", "--name=b"])[name] == "b")
  }

  @Test mutating func environmentStandsInForAFlag() throws {
    let path = flags.string("storage-path", default: "/data", environment: "STORAGE_PATH", help: "")
    #expect(try flags.parse([], environment: ["STORAGE_PATH": "/x"])[path] == "/x")
    #expect(try flags.parse([], environment: ["STORAGE_PATH": ""])[path] == "/data")
    #expect(try flags.parse(["--storage-path=/y"], environment: ["STORAGE_PATH": "/x"])[path] == "/y")
  }

  @Test mutating func anUnknownFlagNamesTheNearestKnown() {
    _ = flags.string("metrics-addr", help: "")
    _ = flags.boolean("enable-leader-election", help: "")
    #expect(throws: FlagError.unknown(flag: "metric-adr", nearest: "metrics-addr")) {
      try flags.parse(["--metric-adr=:1"])
    }
    #expect(throws: FlagError.unknown(flag: "something-else-entirely", nearest: nil)) {
      try flags.parse(["--something-else-entirely"])
    }
    #expect(throws: FlagError.unknown(flag: "metrics-addr", nearest: "metrics-addr")) {
      try flags.parse(["-metrics-addr"])
    }
    #expect(throws: FlagError.missingValue(flag: "metrics-addr")) { try flags.parse(["--metrics-addr"]) }
  }

  @Test mutating func flagsWithoutUseAreAcceptedAndSaid() throws {
    flags.ignored("sops-age-secret", because: "decryption is not supported")
    let values = try flags.parse(["--sops-age-secret", "age"])
    #expect(values.notices == ["flag --sops-age-secret has no effect: decryption is not supported"])
  }

  @Test mutating func helpListsFlagsWithDefaults() throws {
    _ = flags.duration("interval", default: .seconds(90), help: "How often.")
    let error = #expect(throws: FlagError.self) { try flags.parse(["--help"]) }
    guard case .help(let text) = error else {
      Issue.record("no help")
      return
    }
    #expect(text.contains("--interval\n        How often. (default 1m30s)"))
  }

  @Test(arguments: [
    ["--number=-1"], ["--number=x"], ["--number=99999999999999999999"], ["--bool=yes"], ["--time=5"], ["--time=-5s"],
    ["--word=loud"], ["--labels=a in (b"],
  ])
  mutating func badValuesNameTheFlag(arguments: [String]) {
    _ = flags.integer("number", default: 1, help: "")
    _ = flags.boolean("bool", help: "")
    _ = flags.duration("time", default: .zero, help: "")
    _ = flags.choice("word", default: LogOptions.Level.info, help: "")
    _ = flags.selector("labels", help: "")
    let error = #expect(throws: FlagError.self) { try flags.parse(arguments) }
    guard case .badValue(let flag, let value, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(arguments == ["--\(flag)=\(value)"])
  }
}

@Suite struct CommonOptionsTests {
  @Test("S-FL-02 S-FL-03 S-FL-08 K-19-01 addresses, concurrency and dependency delay have upstream's defaults")
  func addresses() throws {
    let plain = try options()
    #expect(plain.metricsAddress.port == 8080 && plain.healthAddress.port == 9440 && plain.eventsAddress == nil)
    #expect(plain.metricsAddress.hosts == ["::", "0.0.0.0"])
    #expect(plain.concurrent == 2 && plain.requeueDependency == .seconds(30))
    let changed = try options(
      "--concurrent=9", environment: ["METRICS_ADDR": "127.0.0.1:1", "EVENTS_ADDR": "http://nc.flux-system./"])
    #expect(changed.metricsAddress.hosts == ["127.0.0.1"] && changed.metricsAddress.port == 1)
    #expect(changed.eventsAddress == "http://nc.flux-system./" && changed.concurrent == 9)
    #expect(try options("--metrics-addr=[::1]:80").metricsAddress.hosts == ["::1"])
    #expect(try options("--metrics-addr=0").metricsAddress.port == nil)
    #expect(throws: FlagError.self) { try options("--metrics-addr=8080") }
  }

  @Test("S-FL-23 S-FL-31 S-FL-32 K-19-07 K-19-12 request limits and retry delays")
  func limits() throws {
    let plain = try options()
    #expect(plain.kubeRateLimit == RateLimit(queriesPerSecond: 50, burst: 300))
    #expect(plain.backoff.base == .milliseconds(750) && plain.backoff.limit == .seconds(900))
    let changed = try options("--min-retry-delay=1s", "--max-retry-delay", "1h", "--kube-api-qps=2.5")
    #expect(changed.backoff.base == .seconds(1) && changed.backoff.limit == .seconds(3600))
    #expect(changed.kubeRateLimit.queriesPerSecond == 2.5)
    #expect(throws: FlagError.self) { try options("--min-retry-delay=2h") }
  }

  @Test("S-FL-24 S-FL-25 K-19-08 log encoding and level")
  func log() throws {
    #expect(try options().log == LogOptions(encoding: .json, level: .info))
    #expect(
      try options("--log-level=trace", "--log-encoding=console").log == LogOptions(encoding: .console, level: .trace))
    #expect(throws: FlagError.self) { try options("--log-level=loud") }
  }

  @Test("S-FL-26 S-FL-27 S-FL-28 S-FL-29 S-FL-30 K-19-09 leader election")
  func leaderElection() throws {
    let plain = try options().leaderElection
    #expect(!plain.isEnabled && plain.releaseOnCancel)
    #expect(plain.leaseDuration == .seconds(35) && plain.renewDeadline == .seconds(30))
    #expect(plain.retryPeriod == .seconds(5))
    #expect(try options("--enable-leader-election").leaderElection.isEnabled)
    #expect(throws: FlagError.self) {
      try options("--enable-leader-election", "--leader-election-lease-duration=10s")
    }
  }

  @Test("S-FL-47 K-19-10 the lease is named after the controller and the selector's digest")
  func lease() throws {
    #expect(try options().leaderElection.leaseName == "source-controller-leader-election")
    #expect(
      try options("--watch-label-selector=sharding.fluxcd.io/key=shard1").leaderElection.leaseName
        == "source-controller-leader-election-73fdc1be")
    let kustomize = ControllerProfile(name: "kustomize-controller", defaultConcurrency: 4, featureGates: [:])
    #expect(
      try options("--watch-label-selector=sharding.fluxcd.io/key=shard1", profile: kustomize).leaderElection.leaseName
        == "kustomize-controller-leader-election-73fdc1be")
  }

  @Test("S-FL-34 S-FL-43 K-19-13 one namespace is watched when all are not")
  func namespaces() throws {
    #expect(try options().watchNamespace == nil)
    #expect(
      try options("--watch-all-namespaces=false", environment: ["RUNTIME_NAMESPACE": "flux-system"]).watchNamespace
        == "flux-system")
    #expect(throws: FlagError.self) { try options("--watch-all-namespaces=false") }
  }

  @Test("S-FL-35 S-FL-36 K-19-14 K-19-18 selectors of objects and of configuration")
  func selectors() throws {
    let plain = try options()
    #expect(plain.watchSelector.isEmpty)
    #expect(plain.configsSelector.matches(["reconcile.fluxcd.io/watch": "Enabled"]))
    #expect(!plain.configsSelector.matches(["reconcile.fluxcd.io/watch": "Disabled"]))
    let shard = try options("--watch-label-selector=!sharding.fluxcd.io/key").watchSelector
    #expect(shard.matches([:]) && !shard.matches(["sharding.fluxcd.io/key": "shard1"]))
  }

  @Test("S-FL-37 K-19-15 jitter is 5 percent and below 100")
  func jitter() throws {
    #expect(try options().intervalJitter.percentage == 5)
    #expect(try options("--interval-jitter-percentage=99").intervalJitter.percentage == 99)
    for bad in ["100", "255", "256", "-1"] {
      #expect(throws: FlagError.self) { try options("--interval-jitter-percentage=\(bad)") }
    }
  }

  @Test("S-FL-38 S-FL-39 K-19-16 the token cache has 100 places for an hour at most")
  func tokenCache() throws {
    #expect(try options().tokenCache.maximumSize == 100 && options().tokenCache.maximumDuration == .seconds(3600))
    #expect(try options("--token-cache-max-size=0").tokenCache.maximumSize == 0)
    #expect(try options("--token-cache-max-duration=5h").tokenCache.maximumDuration == .seconds(3600))
  }

  @Test("S-FL-33 K-19-17 gates are known, off, and unknown ones are refused")
  func gates() throws {
    let plain = try options().gates
    #expect(!plain.isEnabled("ObjectLevelWorkloadIdentity") && !plain.isEnabled("CacheSecretsAndConfigMaps"))
    let changed = try options("--feature-gates=ObjectLevelWorkloadIdentity=true,CacheSecretsAndConfigMaps=1").gates
    #expect(changed.isEnabled("ObjectLevelWorkloadIdentity") && changed.isEnabled("CacheSecretsAndConfigMaps"))
    #expect(throws: FlagError.self) { try options("--feature-gates=OptimizedGitClones=true") }
    #expect(throws: FlagError.self) { try options("--feature-gates=ObjectLevelWorkloadIdentity") }
  }

  @Test("a default service account needs the gate where the profile says so")
  func defaultServiceAccount() throws {
    #expect(try options().defaultServiceAccount.isEmpty)
    #expect(throws: FlagError.self) { try options("--default-service-account=flux") }
    let allowed = try options("--default-service-account=flux", "--feature-gates=ObjectLevelWorkloadIdentity=true")
    #expect(allowed.defaultServiceAccount == "flux")
  }

  @Test("K-19-11 kubeconfigs may neither run programs nor skip checks unless allowed")
  func kubeconfigs() throws {
    let plain = try options()
    #expect(!plain.allowsKubeconfigExec && !plain.allowsInsecureKubeconfigTLS && !plain.noCrossNamespaceReferences)
    let open = try options("--insecure-kubeconfig-exec", "--insecure-kubeconfig-tls", "--no-cross-namespace-refs")
    #expect(open.allowsKubeconfigExec && open.allowsInsecureKubeconfigTLS && open.noCrossNamespaceReferences)
  }
}

@Suite struct IntervalJitterTests {
  @Test("S-RC-10 an interval is spread by the percentage to both sides")
  func spread() throws {
    let jitter = try IntervalJitter(percentage: 10)
    #expect(jitter.applied(to: .seconds(100), random: 0) == .seconds(90))
    #expect(jitter.applied(to: .seconds(100), random: 0.5) == .seconds(100))
    #expect(jitter.applied(to: .seconds(100), random: 1) == .seconds(110))
    #expect(try IntervalJitter(percentage: 0).applied(to: .seconds(100), random: 1) == .seconds(100))
    for _ in 0..<100 {
      let spread = jitter.applied(to: .seconds(100))
      #expect(spread >= .seconds(90) && spread <= .seconds(110))
    }
  }
}

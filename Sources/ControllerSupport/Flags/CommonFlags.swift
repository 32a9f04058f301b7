import OperatorKit

/// What the four controllers differ in where they share flags.
public struct ControllerProfile: Sendable {
  /// `source-controller`: the name of the lease's prefix, of the reporting controller and of the user agent.
  public var name: String
  public var defaultConcurrency: Int
  /// Known feature gates and their defaults.
  public var featureGates: [String: Bool]
  /// Whether `--default-service-account` makes sense only with the gate `ObjectLevelWorkloadIdentity`.
  public var defaultServiceAccountNeedsGate: Bool
  /// Names of shared flags that this controller does not have, or has with a meaning of its own.
  public var absentFlags: Set<String>

  public init(
    name: String, defaultConcurrency: Int, featureGates: [String: Bool], defaultServiceAccountNeedsGate: Bool = false,
    absentFlags: Set<String> = []
  ) {
    self.name = name
    self.defaultConcurrency = defaultConcurrency
    self.featureGates = featureGates
    self.defaultServiceAccountNeedsGate = defaultServiceAccountNeedsGate
    self.absentFlags = absentFlags
  }
}

/// The flags that all controllers have, with upstream's names and defaults.
public struct CommonFlags: Sendable {
  let metricsAddress, healthAddress, eventsAddress, defaultServiceAccount: Flag<String>
  let concurrent, kubeBurst, jitter, tokenCacheSize: Flag<Int>
  let requeueDependency, leaseDuration, renewDeadline, retryPeriod: Flag<Duration>
  let minimumRetryDelay, maximumRetryDelay, tokenCacheDuration: Flag<Duration>
  let allNamespaces, leaderElection, releaseOnCancel, noCrossNamespace: Flag<Bool>
  let kubeconfigExec, kubeconfigTLS, allowHTTP: Flag<Bool>
  let watchSelector, configsSelector: Flag<LabelSelector>
  let logLevel: Flag<LogOptions.Level>
  let logEncoding: Flag<LogOptions.Encoding>
  let kubeQPS: Flag<Double>
  let gates: Flag<[String]>

  /// Adds the flags to a set.
  public init(_ flags: inout FlagSet, _ profile: ControllerProfile) {
    metricsAddress = flags.string(
      "metrics-addr", default: ":8080", environment: "METRICS_ADDR", help: "Address of the metrics endpoint.")
    healthAddress = flags.string("health-addr", default: ":9440", help: "Address of the health endpoints.")
    eventsAddress = flags.string(
      "events-addr", environment: "EVENTS_ADDR", help: "URL that events are posted to; empty for none.")
    concurrent = flags.integer(
      "concurrent", default: profile.defaultConcurrency, in: 1...10_000, help: "Reconciles at the same time, per kind.")
    requeueDependency = flags.duration(
      "requeue-dependency", default: .seconds(30), help: "When to look again at what is not ready yet.")
    defaultServiceAccount = flags.string(
      "default-service-account", help: "Service account for objects that name none.")
    noCrossNamespace = flags.boolean(
      "no-cross-namespace-refs", help: "Refuse references to objects of other namespaces.")
    allowHTTP = flags.boolean("insecure-allow-http", default: true, help: "Allow connections without TLS.")
    kubeconfigExec = flags.boolean(
      "insecure-kubeconfig-exec", help: "Allow kubeconfigs from Secrets to run programs.")
    kubeconfigTLS = flags.boolean(
      "insecure-kubeconfig-tls", help: "Allow kubeconfigs from Secrets to skip the check of certificates.")
    tokenCacheSize = flags.integer("token-cache-max-size", default: 100, help: "Cached access tokens; 0 for none.")
    tokenCacheDuration = flags.duration(
      "token-cache-max-duration", default: .seconds(3600), help: "How long an access token is kept, an hour at most.")
    jitter = flags.integer(
      "interval-jitter-percentage", default: 5, in: 0...255, help: "Spread of intervals in percent, below 100.")
    gates = flags.list("feature-gates", help: "Settings of feature gates: Name=true,Other=false.")

    logLevel = flags.choice("log-level", default: .info, help: "Least level that is logged.")
    logEncoding = flags.choice("log-encoding", default: .json, help: "Form of log lines.")
    kubeQPS = flags.number("kube-api-qps", default: 50, help: "Requests a second to the API server.")
    kubeBurst = flags.integer("kube-api-burst", default: 300, help: "Requests to the API server at once.")
    minimumRetryDelay = flags.duration(
      "min-retry-delay", default: .milliseconds(750), help: "First delay after a failure.")
    maximumRetryDelay = flags.duration("max-retry-delay", default: .seconds(900), help: "Longest delay after failures.")

    allNamespaces = flags.boolean(
      "watch-all-namespaces", default: true, help: "Watch all namespaces, not only RUNTIME_NAMESPACE.")
    watchSelector = flags.selector("watch-label-selector", help: "Only objects with these labels, for sharding.")
    configsSelector = flags.selector(
      "watch-configs-label-selector", default: "reconcile.fluxcd.io/watch=Enabled",
      help: "Secrets and ConfigMaps whose changes reconcile their users at once.")
    leaderElection = flags.boolean("enable-leader-election", help: "Work only while holding the lease.")
    releaseOnCancel = flags.boolean(
      "leader-election-release-on-cancel", default: true, help: "Give the lease back at the end.")
    leaseDuration = flags.duration(
      "leader-election-lease-duration", default: .seconds(35), help: "How long others wait for a silent leader.")
    renewDeadline = flags.duration(
      "leader-election-renew-deadline", default: .seconds(30),
      help: "How long a leader tries to renew before it gives up.")
    retryPeriod = flags.duration("leader-election-retry-period", default: .seconds(5), help: "Time between tries.")
    flags.remove(profile.absentFlags)
  }
}

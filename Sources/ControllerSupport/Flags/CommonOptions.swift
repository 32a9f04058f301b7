import Digests
public import OperatorKit

/// The values of ``CommonFlags``, checked.
public struct CommonOptions: Sendable {
  public struct LeaderElectionOptions: Sendable, Hashable {
    public var isEnabled: Bool
    /// Name of the Lease; controllers with another label selector have another one.
    public var leaseName: String
    public var releaseOnCancel: Bool
    public var leaseDuration: Duration
    public var renewDeadline: Duration
    public var retryPeriod: Duration
  }

  public struct TokenCacheOptions: Sendable, Hashable {
    /// 0 for no cache.
    public var maximumSize: Int
    public var maximumDuration: Duration

    public init(maximumSize: Int, maximumDuration: Duration) {
      self.maximumSize = maximumSize
      self.maximumDuration = maximumDuration
    }
  }

  public let profile: ControllerProfile
  public let metricsAddress: ListenAddress
  public let healthAddress: ListenAddress
  /// `nil` when events are not posted.
  public let eventsAddress: String?
  public let concurrent: Int
  public let requeueDependency: Duration
  /// Empty for none.
  public let defaultServiceAccount: String
  public let noCrossNamespaceReferences: Bool
  public let allowsPlainHTTP: Bool
  public let allowsKubeconfigExec: Bool
  public let allowsInsecureKubeconfigTLS: Bool
  public let log: LogOptions
  public let kubeRateLimit: RateLimit
  public let backoff: Backoff
  /// The one namespace to watch; `nil` for all.
  public let watchNamespace: String?
  public let watchSelector: LabelSelector
  public let configsSelector: LabelSelector
  public let intervalJitter: IntervalJitter
  public let tokenCache: TokenCacheOptions
  public let leaderElection: LeaderElectionOptions
  public let gates: FeatureGates
  /// Namespace of the pod, from `RUNTIME_NAMESPACE`.
  public let runtimeNamespace: String?
  /// Name of the pod, from `POD_NAME`, or of the machine.
  public let instance: String

  /// Throws ``FlagError`` where values do not go together.
  public init(
    _ values: FlagValues, _ flags: CommonFlags, _ profile: ControllerProfile, environment: [String: String]
  ) throws {
    self.profile = profile
    metricsAddress = try ListenAddress(values[flags.metricsAddress], flag: "metrics-addr")
    healthAddress = try ListenAddress(values[flags.healthAddress], flag: "health-addr")
    let posts = !profile.absentFlags.contains(flags.eventsAddress.name) && !values[flags.eventsAddress].isEmpty
    eventsAddress = posts ? values[flags.eventsAddress] : nil
    concurrent = values[flags.concurrent]
    requeueDependency = values[flags.requeueDependency]
    defaultServiceAccount = values[flags.defaultServiceAccount]
    noCrossNamespaceReferences = values[flags.noCrossNamespace]
    allowsPlainHTTP = values[flags.allowHTTP]
    allowsKubeconfigExec = values[flags.kubeconfigExec]
    allowsInsecureKubeconfigTLS = values[flags.kubeconfigTLS]
    log = LogOptions(encoding: values[flags.logEncoding], level: values[flags.logLevel])
    kubeRateLimit = RateLimit(queriesPerSecond: values[flags.kubeQPS], burst: values[flags.kubeBurst])
    backoff = try CommonOptions.backoff(values, flags)
    runtimeNamespace = environment["RUNTIME_NAMESPACE"].flatMap { $0.isEmpty ? nil : $0 }
    watchNamespace = try CommonOptions.watchNamespace(all: values[flags.allNamespaces], runtimeNamespace)
    watchSelector = values[flags.watchSelector]
    configsSelector = values[flags.configsSelector]
    intervalJitter = try IntervalJitter(percentage: values[flags.jitter])
    tokenCache = TokenCacheOptions(
      maximumSize: values[flags.tokenCacheSize], maximumDuration: min(values[flags.tokenCacheDuration], .seconds(3600)))
    leaderElection = LeaderElectionOptions(
      isEnabled: values[flags.leaderElection],
      leaseName: CommonOptions.leaseName(profile.name, values[flags.watchSelector]),
      releaseOnCancel: values[flags.releaseOnCancel], leaseDuration: values[flags.leaseDuration],
      renewDeadline: values[flags.renewDeadline], retryPeriod: values[flags.retryPeriod])
    var gates = FeatureGates(profile.featureGates)
    try gates.apply(values[flags.gates])
    self.gates = gates
    instance = environment["POD_NAME"].flatMap { $0.isEmpty ? nil : $0 } ?? HostName.current
    try check()
  }

  /// `<controller>-leader-election`, and behind it eight digits of the selector's digest where there is one.
  static func leaseName(_ controller: String, _ selector: LabelSelector) -> String {
    let name = "\(controller)-leader-election"
    if selector.description.isEmpty { return name }
    return "\(name)-\(DigestAlgorithm.sha256.hexDigest(of: selector.description).prefix(8))"
  }

  private static func backoff(_ values: FlagValues, _ flags: CommonFlags) throws -> Backoff {
    let (base, limit) = (values[flags.minimumRetryDelay], values[flags.maximumRetryDelay])
    guard base > .zero, base <= limit else {
      throw FlagError.invalid("--min-retry-delay must be above zero and not above --max-retry-delay")
    }
    return Backoff(base: base, limit: limit)
  }

  private static func watchNamespace(all: Bool, _ own: String?) throws -> String? {
    if all { return nil }
    guard let own else {
      throw FlagError.invalid("--watch-all-namespaces=false needs RUNTIME_NAMESPACE to name the namespace to watch")
    }
    return own
  }

  private func check() throws {
    if profile.defaultServiceAccountNeedsGate, !defaultServiceAccount.isEmpty,
      !gates.isEnabled(CommonGate.objectLevelWorkloadIdentity)
    {
      throw FlagError.invalid(
        "--default-service-account needs --feature-gates=\(CommonGate.objectLevelWorkloadIdentity)=true")
    }
    let election = leaderElection
    guard election.isEnabled else { return }
    guard election.leaseDuration > election.renewDeadline, election.renewDeadline > election.retryPeriod,
      election.retryPeriod > .zero
    else {
      throw FlagError.invalid(
        "--leader-election-lease-duration must be above -renew-deadline, and that above -retry-period")
    }
  }
}

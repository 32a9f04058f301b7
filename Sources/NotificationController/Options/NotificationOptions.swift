import ControllerSupport
import OperatorKit

/// What the flags of the notification-controller say.
struct NotificationOptions: Sendable {
  let common: CommonOptions
  /// Where events are posted to.
  let eventsAddress: ListenAddress
  /// Where webhooks call.
  let receiverAddress: ListenAddress
  /// How long equal events are dropped after the first.
  let rateLimitInterval: Duration
  /// Whether the servers' metrics show the paths of requests.
  let exportsPaths: Bool

  /// The names of the controller's own feature gates.
  enum Gate {
    static let disableConfigWatchers = "DisableConfigWatchers"
  }

  static let profile = ControllerProfile(
    name: "notification-controller", defaultConcurrency: 4,
    featureGates: [
      CommonGate.cacheSecretsAndConfigMaps: false, Gate.disableConfigWatchers: false,
      CommonGate.objectLevelWorkloadIdentity: false,
    ],
    defaultServiceAccountNeedsGate: true,
    absentFlags: [
      "events-addr", "interval-jitter-percentage", "watch-label-selector", "requeue-dependency",
      "insecure-kubeconfig-exec", "insecure-kubeconfig-tls",
    ])

  func has(_ gate: String) -> Bool { common.gates.isEnabled(gate) }

  /// Throws ``FlagError`` for addresses that cannot be read and an interval of nothing.
  init(_ values: FlagValues, _ own: NotificationFlags, common: CommonOptions) throws {
    self.common = common
    eventsAddress = try ListenAddress(values[own.eventsAddress], flag: own.eventsAddress.name)
    receiverAddress = try ListenAddress(values[own.receiverAddress], flag: own.receiverAddress.name)
    rateLimitInterval = values[own.rateLimitInterval]
    exportsPaths = values[own.exportsPaths]
    guard rateLimitInterval > .zero else { throw FlagError.invalid("--rate-limit-interval must be above zero") }
  }
}

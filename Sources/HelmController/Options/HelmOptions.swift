import ControllerSupport
import Digests
import OperatorKit

/// What the flags of the helm-controller say. In one place, because every step has them in hand.
final class HelmOptions: Sendable {
  let common: CommonOptions
  /// Tries to fetch an artifact, after the first.
  let httpRetries: Int
  let httpTimeout: Duration
  /// How long runs in hand may take to reach a safe point when the process is asked to stop.
  let gracePeriod: Duration
  /// Managers whose fields are taken over before drift is looked for.
  let overrideManagers: [String]
  /// Who authenticates to clusters that ConfigMaps describe, where those name nobody; empty for none.
  let kubeconfigServiceAccount: String
  /// Of snapshots, values and post-renderers.
  let digestAlgorithm: DigestAlgorithm
  let memoryWatch: MemoryWatch.Options?

  static let profile = ControllerProfile(
    name: "helm-controller", defaultConcurrency: 4,
    featureGates: [
      Gate.additiveCELDependencyCheck: false, Gate.adoptLegacyReleases: false, Gate.allowDNSLookups: false,
      CommonGate.cacheSecretsAndConfigMaps: false, Gate.cancelHealthCheckOnNewRevision: false,
      Gate.correctDrift: false,
      Gate.defaultToRetryOnFailure: false, Gate.detectDrift: false, Gate.directSourceFetch: false,
      Gate.disableChartDigestTracking: false, Gate.disableConfigWatchers: false, Gate.externalArtifact: false,
      CommonGate.objectLevelWorkloadIdentity: false, Gate.oomWatch: false, Gate.useHelm3Defaults: false,
    ])

  /// The names of the controller's own feature gates.
  enum Gate {
    static let additiveCELDependencyCheck = "AdditiveCELDependencyCheck"
    static let adoptLegacyReleases = "AdoptLegacyReleases"
    static let allowDNSLookups = "AllowDNSLookups"
    static let cancelHealthCheckOnNewRevision = "CancelHealthCheckOnNewRevision"
    static let correctDrift = "CorrectDrift"
    static let defaultToRetryOnFailure = "DefaultToRetryOnFailure"
    static let detectDrift = "DetectDrift"
    static let directSourceFetch = "DirectSourceFetch"
    static let disableChartDigestTracking = "DisableChartDigestTracking"
    static let disableConfigWatchers = "DisableConfigWatchers"
    static let externalArtifact = "ExternalArtifact"
    static let oomWatch = "OOMWatch"
    static let useHelm3Defaults = "UseHelm3Defaults"
    /// Without effect; they are accepted because manifests of older versions name them.
    static let deprecated = [adoptLegacyReleases, correctDrift, detectDrift]
  }

  func has(_ gate: String) -> Bool { common.gates.isEnabled(gate) }

  /// Throws ``FlagError`` for flags that do not go together.
  init(_ values: FlagValues, _ own: HelmFlags, common: CommonOptions) throws {
    self.common = common
    httpRetries = values[own.httpRetries]
    httpTimeout = values[own.httpTimeout]
    gracePeriod = values[own.gracePeriod]
    overrideManagers = values[own.overrideManagers]
    guard let algorithm = DigestAlgorithm(rawValue: values[own.digestAlgorithm]) else {
      throw FlagError.badValue(
        flag: "snapshot-digest-algo", value: values[own.digestAlgorithm], expected: "sha256, sha384, sha512 or blake3")
    }
    digestAlgorithm = algorithm
    kubeconfigServiceAccount = values[own.kubeconfigServiceAccount]
    if !kubeconfigServiceAccount.isEmpty, !common.gates.isEnabled(CommonGate.objectLevelWorkloadIdentity) {
      throw FlagError.invalid(
        "--default-kubeconfig-service-account needs --feature-gates=\(CommonGate.objectLevelWorkloadIdentity)=true")
    }
    memoryWatch = common.gates.isEnabled(Gate.oomWatch) ? try MemoryWatch.Options(values, own) : nil
  }
}

/// The flags that only the helm-controller has.
struct HelmFlags: Sendable {
  let httpRetries, memoryThreshold: Flag<Int>
  let httpTimeout, gracePeriod, memoryInterval: Flag<Duration>
  let overrideManagers: Flag<[String]>
  let digestAlgorithm, kubeconfigServiceAccount, memoryMaximumPath, memoryCurrentPath: Flag<String>

  init(_ flags: inout FlagSet) {
    httpRetries = flags.integer("http-retry", default: 9, help: "Tries to fetch an artifact, after the first.")
    httpTimeout = flags.duration("http-timeout", default: .seconds(30), help: "Limit for fetching an artifact.")
    gracePeriod = flags.duration(
      "graceful-shutdown-timeout", default: .seconds(600), help: "How long runs in hand may take at the end.")
    overrideManagers = flags.list("override-manager", help: "Field managers whose fields are taken over.")
    digestAlgorithm = flags.string(
      "snapshot-digest-algo", default: "sha256", help: "Algorithm of the digests in the status.")
    kubeconfigServiceAccount = flags.string(
      "default-kubeconfig-service-account", help: "Service account for kubeconfigs from ConfigMaps.")
    memoryThreshold = flags.integer(
      "oom-watch-memory-threshold", default: 95, in: 1...100, help: "Percentage of the memory limit to stop at.")
    memoryInterval = flags.duration(
      "oom-watch-interval", default: .milliseconds(500), help: "How often to look at the memory, at least 50ms.")
    memoryMaximumPath = flags.string("oom-watch-max-memory-path", help: "File with the memory limit.")
    memoryCurrentPath = flags.string("oom-watch-current-memory-path", help: "File with the memory in use.")
  }
}

package import ControllerSupport
package import OperatorKit

/// What the flags of the kustomize-controller say.
package struct KustomizeOptions: Sendable {
  package let common: CommonOptions
  /// Objects that are tried at once within a stage of one Kustomization.
  package let concurrentApplies: Int
  /// Tries to fetch an artifact, after the first.
  package let httpRetries: Int
  package let forbidsRemoteBases: Bool
  /// Managers whose fields are taken over.
  package let overrideManagers: [String]
  /// Kinds that are applied before everything else but definitions and classes.
  package let customStageKinds: Set<GroupKind>
  /// Service account for clusters that ConfigMaps describe; empty for the controller's own.
  package let kubeconfigServiceAccount: String

  package static let profile = ControllerProfile(
    name: "kustomize-controller", defaultConcurrency: 4,
    featureGates: [
      Gate.additiveCELDependencyCheck: false, CommonGate.cacheSecretsAndConfigMaps: false,
      Gate.cancelHealthCheckOnNewRevision: false, Gate.directSourceFetch: false, Gate.disableConfigWatchers: false,
      Gate.disableFailFastBehavior: false, Gate.disableStatusPollerCache: true, Gate.externalArtifact: false,
      Gate.groupChangeLog: false, Gate.migrateAPIVersion: false, CommonGate.objectLevelWorkloadIdentity: false,
      Gate.strictPostBuildSubstitutions: true,
    ])

  /// The names of the controller's own feature gates.
  package enum Gate {
    package static let additiveCELDependencyCheck = "AdditiveCELDependencyCheck"
    package static let cancelHealthCheckOnNewRevision = "CancelHealthCheckOnNewRevision"
    package static let directSourceFetch = "DirectSourceFetch"
    package static let disableConfigWatchers = "DisableConfigWatchers"
    package static let disableFailFastBehavior = "DisableFailFastBehavior"
    package static let disableStatusPollerCache = "DisableStatusPollerCache"
    package static let externalArtifact = "ExternalArtifact"
    package static let groupChangeLog = "GroupChangeLog"
    package static let migrateAPIVersion = "MigrateAPIVersion"
    package static let strictPostBuildSubstitutions = "StrictPostBuildSubstitutions"
  }

  package func has(_ gate: String) -> Bool { common.gates.isEnabled(gate) }

  /// Throws ``FlagError`` for flags that do not go together.
  package init(_ values: FlagValues, _ own: KustomizeFlags, common: CommonOptions) throws {
    self.common = common
    concurrentApplies = values[own.concurrentApplies]
    httpRetries = values[own.httpRetries]
    forbidsRemoteBases = values[own.noRemoteBases]
    overrideManagers = values[own.overrideManagers]
    customStageKinds = Set(try values[own.customStageKinds].map(KustomizeOptions.groupKind))
    kubeconfigServiceAccount = values[own.kubeconfigServiceAccount]
    if !kubeconfigServiceAccount.isEmpty, !common.gates.isEnabled(CommonGate.objectLevelWorkloadIdentity) {
      throw FlagError.invalid(
        "--default-kubeconfig-service-account needs --feature-gates=\(CommonGate.objectLevelWorkloadIdentity)=true")
    }
  }

  private static func groupKind(_ text: String) throws -> GroupKind {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw FlagError.badValue(flag: "custom-apply-stage-kinds", value: text, expected: "a group and kind, group/Kind")
    }
    return GroupKind(group: parts[0], kind: parts[1])
  }
}

/// The flags that only the kustomize-controller has.
package struct KustomizeFlags: Sendable {
  let concurrentApplies, httpRetries: Flag<Int>
  let noRemoteBases: Flag<Bool>
  let overrideManagers, customStageKinds: Flag<[String]>
  let kubeconfigServiceAccount: Flag<String>

  package init(_ flags: inout FlagSet) {
    concurrentApplies = flags.integer(
      "concurrent-ssa", default: 4, in: 1...1_000, help: "Objects of a Kustomization that are tried at once.")
    httpRetries = flags.integer("http-retry", default: 9, help: "Tries to fetch an artifact, after the first.")
    noRemoteBases = flags.boolean("no-remote-bases", help: "Refuse bases that are URLs.")
    overrideManagers = flags.list("override-manager", help: "Field managers whose fields are taken over.")
    customStageKinds = flags.list("custom-apply-stage-kinds", help: "Kinds to apply early, as group/Kind.")
    kubeconfigServiceAccount = flags.string(
      "default-kubeconfig-service-account", help: "Service account for kubeconfigs from ConfigMaps.")
    let noDecryption = "Secrets are not decrypted here; they come from an operator for external secrets"
    for name in ["sops-age-secret", "sops-vault-configmap", "default-decryption-service-account"] {
      flags.ignored(name, because: noDecryption)
    }
  }
}

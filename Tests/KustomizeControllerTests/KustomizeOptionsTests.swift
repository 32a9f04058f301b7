import ApplierSupport
import ControllerSupport
import HTTP
import KustomizeController
import OperatorKit
import Testing

/// Reads a command line as the kustomize-controller does.
func kustomizeOptions(_ arguments: String..., environment: [String: String] = [:]) throws -> KustomizeOptions {
  try parsed(arguments, environment).options
}

private func parsed(
  _ arguments: [String], _ environment: [String: String] = [:]
) throws -> (options: KustomizeOptions, notices: [String]) {
  var flags = FlagSet(program: "kustomize-controller")
  let common = CommonFlags(&flags, KustomizeOptions.profile)
  let own = KustomizeFlags(&flags)
  let values = try flags.parse(arguments, environment: environment)
  let shared = try CommonOptions(values, common, KustomizeOptions.profile, environment: environment)
  return (try KustomizeOptions(values, own, common: shared), values.notices)
}

@Suite struct KustomizeOptionsTests {
  @Test("K-19-02 four workers, four applies at once, dependencies after 30 s, nine tries to fetch")
  func work() throws {
    let plain = try kustomizeOptions()
    #expect(plain.common.concurrent == 4 && plain.concurrentApplies == 4)
    #expect(plain.common.requeueDependency == .seconds(30) && plain.httpRetries == 9)
    let changed = try kustomizeOptions(
      "--concurrent=8", "--concurrent-ssa=2", "--requeue-dependency=5s", "--http-retry=0")
    #expect(changed.common.concurrent == 8 && changed.concurrentApplies == 2)
    #expect(changed.common.requeueDependency == .seconds(5) && changed.httpRetries == 0)
  }

  @Test("K-19-03 remote bases and references to other namespaces are allowed unless forbidden")
  func bases() throws {
    let plain = try kustomizeOptions()
    #expect(!plain.forbidsRemoteBases && !plain.common.noCrossNamespaceReferences)
    let strict = try kustomizeOptions("--no-remote-bases", "--no-cross-namespace-refs=true")
    #expect(strict.forbidsRemoteBases && strict.common.noCrossNamespaceReferences)
  }

  @Test("K-19-04 K-17-09 there are no default service accounts, and that for kubeconfigs needs the gate")
  func serviceAccounts() throws {
    let plain = try kustomizeOptions()
    #expect(plain.common.defaultServiceAccount.isEmpty && plain.kubeconfigServiceAccount.isEmpty)
    #expect(try kustomizeOptions("--default-service-account=deployer").common.defaultServiceAccount == "deployer")
    #expect(throws: FlagError.self) { try kustomizeOptions("--default-kubeconfig-service-account=remote") }
    let allowed = try kustomizeOptions(
      "--default-kubeconfig-service-account=remote", "--feature-gates=ObjectLevelWorkloadIdentity=true")
    #expect(allowed.kubeconfigServiceAccount == "remote")
    let notices = try parsed(["--default-decryption-service-account=x"]).notices
    #expect(notices.contains { $0.contains("--default-decryption-service-account has no effect") })
  }

  @Test("K-19-05 the flags of SOPS are accepted, and said to have no effect")
  func decryption() throws {
    let notices = try parsed(["--sops-age-secret=age", "--sops-vault-configmap", "vault"]).notices
    #expect(notices.count == 2)
    #expect(notices.allSatisfy { $0.contains("has no effect") && $0.contains("not decrypted here") })
  }

  @Test("K-19-06 managers to take over from, and kinds to apply early, come as lists")
  func lists() throws {
    let plain = try kustomizeOptions()
    #expect(plain.overrideManagers.isEmpty && plain.customStageKinds.isEmpty)
    let changed = try kustomizeOptions(
      "--override-manager=helm", "--override-manager=terraform",
      "--custom-apply-stage-kinds=example.org/Tenant,/Secret")
    #expect(changed.overrideManagers == ["helm", "terraform"])
    #expect(
      changed.customStageKinds
        == [GroupKind(group: "example.org", kind: "Tenant"), GroupKind(group: "", kind: "Secret")])
    #expect(throws: FlagError.self) { try kustomizeOptions("--custom-apply-stage-kinds=Tenant") }
  }

  @Test("K-20-01 K-20-02 K-20-03 K-20-04 the feature gates and their defaults")
  func gates() throws {
    #expect(
      KustomizeOptions.profile.featureGates == [
        "AdditiveCELDependencyCheck": false, "CacheSecretsAndConfigMaps": false,
        "CancelHealthCheckOnNewRevision": false, "DirectSourceFetch": false, "DisableConfigWatchers": false,
        "DisableFailFastBehavior": false, "DisableStatusPollerCache": true, "ExternalArtifact": false,
        "GroupChangeLog": false, "MigrateAPIVersion": false, "ObjectLevelWorkloadIdentity": false,
        "StrictPostBuildSubstitutions": true,
      ])
    for name in KustomizeOptions.profile.featureGates.keys {
      #expect(try kustomizeOptions("--feature-gates=\(name)=true").has(name))
      #expect(try !kustomizeOptions("--feature-gates=\(name)=false").has(name))
    }
  }

  @Test("K-06-05 K-06-08 what is watched follows the gates")
  func watches() throws {
    let client = KubernetesClient(ClientConfiguration(server: try #require(RemoteURL("https://127.0.0.1:1"))))
    func sources(_ arguments: String...) throws -> [String] {
      WatchedKinds.sources(try parsed(arguments).options, client).informers.keys.sorted()
    }
    #expect(try sources() == ["Bucket", "GitRepository", "OCIRepository"])
    #expect(
      try sources("--feature-gates=ExternalArtifact=true")
        == ["Bucket", "ExternalArtifact", "GitRepository", "OCIRepository"])
    let watched = WatchedKinds.configurations(try kustomizeOptions(), client)
    #expect(watched.map(\.type.kind) == ["Secret", "ConfigMap"])
    let off = try kustomizeOptions("--feature-gates=DisableConfigWatchers=true")
    #expect(WatchedKinds.configurations(off, client).isEmpty)
  }
}

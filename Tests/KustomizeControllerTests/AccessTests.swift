import ApplierSupport
import ControllerSupport
import GitOpsAPI
import HTTP
import JSON
import KustomizeController
import OperatorKit
import Testing

/// What a Kustomization may refer to, and whose rights its objects are applied with.
@Suite struct AccessTests {
  private func client() throws -> KubernetesClient {
    // Nothing listens there: no request may leave.
    KubernetesClient(ClientConfiguration(server: try #require(RemoteURL("https://127.0.0.1:1"))))
  }

  private func object(_ kind: SourceKind = .gitRepository, namespace: String? = nil) -> Kustomization {
    Kustomization(
      metadata: ObjectMeta(name: "app", namespace: "tenant"),
      spec: .init(
        interval: .seconds(60), prune: true, sourceRef: .init(kind: kind, name: "repo", namespace: namespace)))
  }

  private func refusal(_ object: Kustomization, _ arguments: String...) async throws -> KustomizationFailure? {
    let options = try arguments.first.map { try kustomizeOptions($0) } ?? kustomizeOptions()
    let nothing = WatchedSources([], client: try client(), namespace: nil) { try SourceSummary($0) }
    let lookup = SourceLookup(nothing, options: options)
    return await #expect(throws: KustomizationFailure.self) { try await lookup.artifact(for: object) }
  }

  @Test("K-04-15 K-05-08 K-03-01 sources of other namespaces are refused where that is forbidden, and stall")
  func crossNamespace() async throws {
    let failure = try await refusal(object(namespace: "other"), "--no-cross-namespace-refs")
    #expect(failure?.reason == "AccessDenied" && failure?.remedy == .stall && failure?.observesGeneration == false)
    #expect(
      failure?.message
        == "can't access 'GitRepository/other/repo', cross-namespace references have been blocked")
    let own = try await refusal(object(namespace: "tenant"), "--no-cross-namespace-refs")
    #expect(own?.reason == "ArtifactFailed")
  }

  @Test("K-04-15 K-05-08 K-02-05 external artifacts need their gate")
  func externalArtifacts() async throws {
    let failure = try await refusal(object(.externalArtifact))
    #expect(failure?.reason == "AccessDenied" && failure?.remedy == .stall)
    #expect(
      failure?.message == "can't access 'ExternalArtifact/tenant/repo', ExternalArtifact feature gate is disabled")
    let open = try await refusal(object(.externalArtifact), "--feature-gates=ExternalArtifact=true")
    #expect(open?.reason == "ArtifactFailed")
  }

  @Test("K-17-02 K-17-01 objects are applied as the service account, given or by default")
  func serviceAccount() async throws {
    func user(_ account: String?, _ arguments: String...) async throws -> String? {
      let options = try arguments.first.map { try kustomizeOptions($0) } ?? kustomizeOptions()
      let target = TargetCluster(client: try client(), options: options.common)
      return try await target.client(namespace: "tenant", kubeConfig: nil, serviceAccount: account)
        .configuration.impersonation?.user
    }
    #expect(try await user(nil) == nil)
    #expect(try await user(nil, "--default-service-account=deployer") == "system:serviceaccount:tenant:deployer")
    #expect(try await user("own", "--default-service-account=deployer") == "system:serviceaccount:tenant:own")
  }

  @Test("K-04-17 a service account for decryption needs the gate; decryption itself is not done here")
  func decryption() throws {
    let decryption: Kustomization.Decryption = try JSONDecoding.decode(
      from: ["provider": "sops", "serviceAccountName": "reader"])
    func refusal(_ allows: Bool) -> KustomizationFailure? {
      #expect(throws: KustomizationFailure.self) {
        try KustomizationSteps.refuse(decryption, allowsServiceAccount: allows)
      }
    }
    let failure = refusal(false)
    #expect(failure?.reason == "FeatureGateDisabled" && failure?.remedy == .stall)
    #expect(failure?.observesGeneration == false)
    #expect(refusal(true)?.reason == "DecryptionNotSupported")
  }
}

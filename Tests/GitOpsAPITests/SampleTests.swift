import GitOpsAPI
import JSON
import OperatorKit
import Testing

/// The pair that a user writes for every component, as `config/samples` has it.
@Suite struct SampleTests {
  @Test("the sample GitRepository is read as it is meant")
  func gitRepository() throws {
    let json = try #require(try RepositoryFiles.documents("config/samples/gitrepository-shop.yaml").first)
    let repository = try JSONDecoding.decode(GitRepository.self, from: json)
    #expect(repository.spec.interval == .seconds(300))
    #expect(repository.spec.url == "https://gitea.example.com/teams/shop.git")
    #expect(repository.spec.ref?.branch == "main")
    #expect(repository.spec.secretRef == LocalObjectReference(name: "gitea-token"))
  }

  @Test("the sample Kustomization is read as it is meant")
  func kustomization() throws {
    let json = try #require(try RepositoryFiles.documents("config/samples/kustomization-shop.yaml").first)
    let kustomization = try JSONDecoding.decode(Kustomization.self, from: json)
    #expect(kustomization.spec.interval == .seconds(600))
    #expect(kustomization.spec.targetNamespace == "shop")
    #expect(kustomization.spec.sourceRef.kind.resourceType == GitRepository.resourceType)
    #expect(kustomization.sourceKey == ObjectKey(namespace: "flux-system", name: "shop"))
    #expect(kustomization.spec.path == "./deploy/prod")
    #expect(kustomization.spec.prune && kustomization.spec.wait)
    #expect(
      kustomization.spec.healthChecks
        == [ObjectReference(apiVersion: "apps/v1", kind: "Deployment", name: "shop", namespace: "shop")])
  }
}

/// Every kind that `config/crd` has a definition of.
package enum DefinedKinds {
  package static let all: [any DefinedKind.Type] = [
    GitRepository.self, OCIRepository.self, HelmRepository.self, HelmChart.self, Bucket.self,
    ExternalArtifact.self, Kustomization.self, HelmRelease.self, Alert.self, Provider.self, Receiver.self,
  ]
}

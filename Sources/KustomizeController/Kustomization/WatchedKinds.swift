package import ApplierSupport
import ControllerSupport
import GitOpsAPI
package import OperatorKit

/// What is watched beside Kustomizations.
package enum WatchedKinds {
  /// The kinds that manifests come from; of each object only its artifact is kept.
  package static func sources(
    _ options: KustomizeOptions, _ client: KubernetesClient
  ) -> WatchedSources<SourceSummary> {
    var types = [GitRepository.resourceType, OCIRepository.resourceType, Bucket.resourceType]
    if options.has(KustomizeOptions.Gate.externalArtifact) { types.append(ExternalArtifact.resourceType) }
    return WatchedSources(
      types, client: client, namespace: options.common.watchNamespace,
      fetchesDirectly: options.has(KustomizeOptions.Gate.directSourceFetch)
    ) { try SourceSummary($0) }
  }

  /// What variables and kubeconfigs come from.
  package static func configurations(
    _ options: KustomizeOptions, _ client: KubernetesClient
  ) -> [Informer<ObjectMeta>] {
    guard !options.has(KustomizeOptions.Gate.disableConfigWatchers) else { return [] }
    return WatchedConfiguration.informers(options.common, client: client)
  }
}

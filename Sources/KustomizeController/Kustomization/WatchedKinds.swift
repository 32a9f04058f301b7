import ControllerSupport
import GitOpsAPI
package import OperatorKit

/// What is watched beside Kustomizations.
package enum WatchedKinds {
  /// The kinds that manifests come from; of each object only its artifact is kept.
  package static func sources(
    _ options: KustomizeOptions, _ client: KubernetesClient
  ) -> [String: Informer<SourceSummary>] {
    var types = [GitRepository.resourceType, OCIRepository.resourceType, Bucket.resourceType]
    if options.has(KustomizeOptions.Gate.externalArtifact) { types.append(ExternalArtifact.resourceType) }
    var result: [String: Informer<SourceSummary>] = [:]
    for type in types {
      result[type.kind] = Informer(
        type, client: client, scope: .init(namespace: options.common.watchNamespace)
      ) { try SourceSummary($0) }
    }
    return result
  }

  /// Metadata of the Secrets and ConfigMaps whose changes count at once.
  package static func configurations(
    _ options: KustomizeOptions, _ client: KubernetesClient
  ) -> [Informer<ObjectMeta>] {
    guard !options.has(KustomizeOptions.Gate.disableConfigWatchers) else { return [] }
    let scope = Informer<ObjectMeta>.Scope(
      namespace: options.common.watchNamespace, labelSelector: options.common.configsSelector,
      representation: .metadata)
    return [ResourceType.secret, .configMap].map { type in
      Informer(type, client: client, scope: scope) { object in
        var metadata = ObjectMeta(name: object.name, namespace: object.namespace)
        metadata.resourceVersion = object.resourceVersion
        return metadata
      }
    }
  }
}

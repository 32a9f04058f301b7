public import ControllerSupport
public import OperatorKit

/// Metadata of the Secrets and ConfigMaps whose changes count at once.
public enum WatchedConfiguration {
  public static func informers(_ options: CommonOptions, client: KubernetesClient) -> [Informer<ObjectMeta>] {
    let scope = Informer<ObjectMeta>.Scope(
      namespace: options.watchNamespace, labelSelector: options.configsSelector, representation: .metadata)
    return [ResourceType.secret, .configMap].map { type in
      Informer(type, client: client, scope: scope) { object in
        var metadata = ObjectMeta(name: object.name, namespace: object.namespace)
        metadata.resourceVersion = object.resourceVersion
        return metadata
      }
    }
  }
}

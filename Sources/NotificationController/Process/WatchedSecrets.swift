import ControllerSupport
import OperatorKit

/// The Secrets that carry the label, without what is in them: whoever uses one is told when it changes.
enum WatchedSecrets {
  /// `nil` when the gate is closed.
  static func informer(_ options: NotificationOptions, _ client: KubernetesClient) -> Informer<ObjectMeta>? {
    guard !options.has(NotificationOptions.Gate.disableConfigWatchers) else { return nil }
    return Informer<ObjectMeta>(
      .secret, client: client,
      scope: .init(
        namespace: options.common.watchNamespace, labelSelector: options.common.configsSelector,
        representation: .metadata)
    ) { object in
      var metadata = ObjectMeta(name: object.name, namespace: object.namespace)
      metadata.resourceVersion = object.resourceVersion
      return metadata
    }
  }
}

extension StoreChange<Cached<ObjectMeta>> {
  /// Whether the object is another one than before, or gone.
  var isReal: Bool { old?.object?.resourceVersion != new?.object?.resourceVersion }
}

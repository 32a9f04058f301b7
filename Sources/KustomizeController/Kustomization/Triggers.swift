import ApplierSupport
package import GitOpsAPI
import OperatorKit

/// What wakes a Kustomization: itself, its source, what it depends on, and the Secrets and ConfigMaps it refers to.
package enum Triggers {
  /// Index of the store: by source, by dependency, by Secret and ConfigMap.
  package enum Index {
    package static let source = "source"
    package static let dependency = "dependency"
    package static let configuration = "configuration"
  }

  package static let indexers: [String: @Sendable (Kustomization) -> [String]] = [
    Index.source: { ["\(SourceID($0))"] },
    Index.dependency: { $0.dependencies.map(\.description) },
    Index.configuration: { object in
      let namespace = object.metadata.namespace ?? ""
      var names = (object.spec.postBuild?.substituteFrom ?? []).map { "\($0.kind.rawValue)/\(namespace)/\($0.name)" }
      if let secret = object.spec.kubeConfig?.secretRef { names.append("Secret/\(namespace)/\(secret.name)") }
      if let map = object.spec.kubeConfig?.configMapRef { names.append("ConfigMap/\(namespace)/\(map.name)") }
      return names
    },
  ]

  /// A new generation, a request by annotation, or other finalizers.
  package static func isWorthwhile(_ old: Kustomization, _ new: Kustomization) -> Bool {
    Controller.hasNewGeneration(old, new)
      || old.metadata.annotations?[AnnotationName.requestedAt] != new.metadata.annotations?[AnnotationName.requestedAt]
  }

  /// Wires everything that wakes Kustomizations to their controller.
  static func connect(
    _ controller: Controller, _ kustomizations: Informer<Kustomization>,
    sources: [String: Informer<SourceSummary>], configurations: [Informer<ObjectMeta>]
  ) {
    controller.watches(kustomizations, isWorthwhile: isWorthwhile)
    wakeDependants(controller, kustomizations)
    for (kind, informer) in sources { wakeUsers(controller, kustomizations, kind, informer) }
    for informer in configurations {
      let kind = informer.type.kind
      controller.watches(informer) { change in
        if change.isFromList { return [] }
        return Array(kustomizations.store.keys(index: Index.configuration, value: "\(kind)/\(change.key)"))
      }
    }
  }

  /// Those who wait for a Kustomization are woken when it becomes ready, or ready for another revision.
  private static func wakeDependants(_ controller: Controller, _ kustomizations: Informer<Kustomization>) {
    kustomizations.onChange { [weak controller] change in
      guard let new = change.new?.object, new.status.conditions.isTrue(ConditionType.ready) else { return }
      let old = change.old?.object
      let wasReady = old?.status.conditions.isTrue(ConditionType.ready) ?? false
      if wasReady, old?.status.lastAppliedRevision == new.status.lastAppliedRevision,
        old?.status.observedGeneration == new.status.observedGeneration
      {
        return
      }
      for key in kustomizations.store.keys(index: Index.dependency, value: change.key.description) {
        controller?.enqueue(key)
      }
    }
  }

  /// Those who are built from a source are woken when it has another artifact; a run on the older one is called off.
  private static func wakeUsers(
    _ controller: Controller, _ kustomizations: Informer<Kustomization>, _ kind: String,
    _ informer: Informer<SourceSummary>
  ) {
    informer.onChange { [weak controller] change in
      guard let artifact = change.new?.object?.artifact else { return }
      let old = change.old?.object?.artifact
      if old?.revision == artifact.revision, old?.digest == artifact.digest { return }
      let source = SourceID(kind: kind, key: change.key)
      for key in kustomizations.store.keys(index: Index.source, value: "\(source)") {
        guard let object = kustomizations.store[key]?.object, needs(object, artifact) else { continue }
        if change.isFromList { controller?.enqueue(key, priority: .background) } else { controller?.supersede(key) }
      }
    }
  }

  /// Whether an artifact is news to a Kustomization: not when it is at it or has it already.
  package static func needs(_ object: Kustomization, _ artifact: Artifact) -> Bool {
    let conditions = object.status.conditions
    let isSettled = conditions.isTrue(ConditionType.ready) || conditions.isTrue(ConditionType.reconciling)
    return !(isSettled && object.status.lastAttemptedRevision == artifact.revision)
  }
}

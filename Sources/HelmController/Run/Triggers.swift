import ApplierSupport
import ControllerSupport
import GitOpsAPI
import OperatorKit

/// What wakes a HelmRelease: itself, its chart, what it depends on, and the Secrets and ConfigMaps it refers to (H-30).
enum Triggers {
  /// Index of the store: by source, by dependency, by Secret and ConfigMap.
  enum Index {
    static let source = "source"
    static let dependency = "dependency"
    static let configuration = "configuration"
  }

  static let indexers: [String: @Sendable (HelmRelease) -> [String]] = [
    Index.source: { SourceID($0).map { ["\($0)"] } ?? [] },
    Index.dependency: { $0.dependencies.map(\.description) },
    Index.configuration: { object in
      let namespace = object.metadata.namespace ?? ""
      var names = object.spec.valuesFrom.map { "\($0.kind.rawValue)/\(namespace)/\($0.name)" }
      if let secret = object.spec.kubeConfig?.secretRef { names.append("Secret/\(namespace)/\(secret.name)") }
      if let map = object.spec.kubeConfig?.configMapRef { names.append("ConfigMap/\(namespace)/\(map.name)") }
      return names
    },
  ]

  /// A new generation, a request by annotation, or other finalizers.
  static func isWorthwhile(_ old: HelmRelease, _ new: HelmRelease) -> Bool {
    Controller.hasNewGeneration(old, new)
      || old.metadata.annotations?[AnnotationName.requestedAt] != new.metadata.annotations?[AnnotationName.requestedAt]
  }

  /// Wires everything that wakes HelmReleases to their controller.
  static func connect(
    _ controller: Controller, _ releases: Informer<HelmRelease>, sources: [String: Informer<SourceSummary>],
    configurations: [Informer<ObjectMeta>], runs: RunningReleases
  ) {
    controller.watches(releases, isWorthwhile: isWorthwhile)
    wakeDependants(controller, releases)
    for (kind, informer) in sources { wakeUsers(controller, releases, kind, informer) }
    for informer in configurations {
      let kind = informer.type.kind
      controller.watches(informer) { change in
        if change.isFromList { return [] }
        let users = Array(releases.store.keys(index: Index.configuration, value: "\(kind)/\(change.key)"))
        for key in users { runs.touch(key, trigger: "\(kind)/\(change.key)") }
        return users
      }
    }
  }

  /// Those who wait for a HelmRelease are woken when it becomes ready, or ready for another generation or release.
  private static func wakeDependants(_ controller: Controller, _ releases: Informer<HelmRelease>) {
    releases.onChange { [weak controller] change in
      guard let new = change.new?.object, new.status.conditions.isTrue(ConditionType.ready) else { return }
      let old = change.old?.object
      if old?.status.conditions.isTrue(ConditionType.ready) ?? false,
        old?.status.observedGeneration == new.status.observedGeneration,
        old?.status.history.first?.digest == new.status.history.first?.digest
      {
        return
      }
      for key in releases.store.keys(index: Index.dependency, value: change.key.description) {
        controller?.enqueue(key)
      }
    }
  }

  /// Those whose chart comes from a source are woken when it has another artifact or becomes ready (H-30-02).
  private static func wakeUsers(
    _ controller: Controller, _ releases: Informer<HelmRelease>, _ kind: String, _ informer: Informer<SourceSummary>
  ) {
    informer.onChange { [weak controller] change in
      guard let new = change.new?.object, let artifact = new.artifact else { return }
      let old = change.old?.object
      let isSame = old?.artifact?.revision == artifact.revision && old?.artifact?.digest == artifact.digest
      if isSame, old?.problem == new.problem, old?.isReady ?? false || !new.isReady { return }
      let source = SourceID(kind: kind, key: change.key)
      for key in releases.store.keys(index: Index.source, value: "\(source)") {
        guard let object = releases.store[key]?.object, needs(object, artifact, isSame: isSame) else { continue }
        controller?.enqueue(key, priority: change.isFromList ? .background : .normal)
      }
    }
  }

  /// Whether an artifact is news to a HelmRelease: not when it has it already (H-30-03).
  static func needs(_ object: HelmRelease, _ artifact: Artifact, isSame: Bool) -> Bool {
    let conditions = object.status.conditions
    let isSettled = conditions.isTrue(ConditionType.ready) || conditions.isTrue(ConditionType.reconciling)
    guard isSettled, isSame else { return true }
    let revision = object.status.lastAttemptedRevisionDigest ?? object.status.lastAttemptedRevision
    return revision.map { !artifact.revision.hasSuffix($0) } ?? true
  }
}

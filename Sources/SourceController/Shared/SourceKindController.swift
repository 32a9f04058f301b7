import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit

/// What watches the objects of one kind of source and works on them.
enum SourceKindController {
  /// Runs that may wait for servers at the same time; heavy work is bounded by `--concurrent`, see ``WorkSlots``.
  static let waitingRuns = 100

  /// Adds informer and controller of a kind to the manager, and returns them for others to listen to.
  static func add<Work: SourceWork>(
    _ work: Work, to manager: inout Manager, _ context: ControllerContext, _ services: SourceServices,
    indexers: [String: @Sendable (Work.Object) -> [String]] = [:]
  ) -> (informer: Informer<Work.Object>, controller: Controller) {
    let name = Work.Object.resourceType.kind.lowercased()
    let informer = informer(Work.Object.self, context, indexers)
    let reconciler = SourceReconciler(
      work: work, informer: informer, status: SourceStatus.writer(context.client, informer), services: services,
      logger: Logger(label: name))
    let guarded = GuardedReconciler(
      context.crashGuard, kind: Work.Object.resourceType.kind,
      generation: { informer.store[$0]?.object?.metadata.generation },
      quarantined: { try await reconciler.report(quarantined: $0, until: $1) }, reconciler: reconciler)
    let controller = Controller(
      name: name, concurrency: max(waitingRuns, context.options.concurrent), backoff: context.options.backoff,
      observer: context.observer(for: name), reconciler: guarded)
    controller.watches(informer, isWorthwhile: isWorthwhile)
    informer.onChange { [weak controller] change in
      guard let old = change.old?.object, let new = change.new?.object else { return }
      if isSuperseded(old, by: new) { controller?.supersede(change.key) }
    }
    manager.add(informer)
    manager.add(controller)
    return (informer, controller)
  }

  private static func informer<Object: ManagedSource>(
    _ type: Object.Type, _ context: ControllerContext, _ indexers: [String: @Sendable (Object) -> [String]]
  ) -> Informer<Object> {
    Informer(
      Object.resourceType, client: context.client,
      scope: .init(namespace: context.options.watchNamespace, labelSelector: context.options.watchSelector),
      indexers: indexers
    ) { object in
      var source = try object.decode(Object.self)
      source.metadata = source.metadata.slimmed
      return source
    }
  }

  static func isWorthwhile<Object: KubernetesObject>(_ old: Object, _ new: Object) -> Bool {
    Controller.hasNewGeneration(old, new)
      || ReconcileRequest(old.metadata).requestedAt != ReconcileRequest(new.metadata).requestedAt
  }

  /// Whether a run that works on the old state does so in vain.
  static func isSuperseded<Object: KubernetesObject>(_ old: Object, by new: Object) -> Bool {
    old.metadata.generation != new.metadata.generation
      || old.metadata.isBeingDeleted != new.metadata.isBeingDeleted
  }
}

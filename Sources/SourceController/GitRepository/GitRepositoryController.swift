import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit

/// What watches GitRepositories and works on them.
enum GitRepositoryController {
  static let name = "gitrepository"
  /// Runs that may wait for servers at the same time; heavy work is bounded by `--concurrent`, see ``WorkSlots``.
  ///
  /// Each holds a TLS connection, which costs a MiB where the machine keeps its authorities in one file: OpenSSL parses
  /// it anew for each. A hundred of these at once ended the process at its limit.
  private static let waitingRuns = 20

  static func add(
    to manager: inout Manager, _ context: ControllerContext, _ storage: StorageStep, workDirectory: String
  ) -> Informer<GitRepository> {
    let options = context.options
    let informer = informer(context)
    let reconciler = reconciler(informer, context, storage, workDirectory)
    let guarded = GuardedReconciler(
      context.crashGuard, kind: GitRepositoryReconciler.kind,
      generation: { informer.store[$0]?.object?.metadata.generation },
      quarantined: { try await reconciler.report(quarantined: $0, until: $1) }, reconciler: reconciler)
    let controller = Controller(
      name: name, concurrency: max(waitingRuns, options.concurrent), backoff: options.backoff,
      observer: context.observer(for: name), reconciler: guarded)
    controller.watches(informer, isWorthwhile: isWorthwhile)
    informer.onChange { [weak controller] change in
      guard let old = change.old?.object, let new = change.new?.object else { return }
      if isSuperseded(old, by: new) { controller?.supersede(change.key) }
    }
    manager.add(informer)
    manager.add(controller)
    return informer
  }

  private static func informer(_ context: ControllerContext) -> Informer<GitRepository> {
    Informer(
      GitRepository.resourceType, client: context.client,
      scope: .init(namespace: context.options.watchNamespace, labelSelector: context.options.watchSelector)
    ) { object in
      var repository = try object.decode(GitRepository.self)
      repository.metadata = repository.metadata.slimmed
      return repository
    }
  }

  private static func reconciler(
    _ informer: Informer<GitRepository>, _ context: ControllerContext, _ storage: StorageStep, _ workDirectory: String
  ) -> GitRepositoryReconciler {
    let access = GitAccess(
      client: context.client, allowsPlainHTTP: context.options.allowsPlainHTTP, redactor: context.redactor)
    let fetching = GitFetchStep(
      storage: storage, access: access, slots: WorkSlots(context.options.concurrent), budget: context.budget,
      workDirectory: workDirectory)
    return GitRepositoryReconciler(
      informer: informer, client: context.client, status: SourceStatus.writer(context.client, informer),
      storage: storage, access: access, fetching: fetching, events: context.notifications,
      metrics: context.metrics, jitter: context.options.intervalJitter, redactor: context.redactor, logger: Logger(label: name))
  }

  static func isWorthwhile(_ old: GitRepository, _ new: GitRepository) -> Bool {
    Controller.hasNewGeneration(old, new)
      || ReconcileRequest(old.metadata).requestedAt != ReconcileRequest(new.metadata).requestedAt
  }

  /// Whether a run that works on the old state does so in vain.
  static func isSuperseded(_ old: GitRepository, by new: GitRepository) -> Bool {
    old.metadata.generation != new.metadata.generation
      || old.metadata.isBeingDeleted != new.metadata.isBeingDeleted
  }
}

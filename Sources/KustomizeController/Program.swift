import ApplierSupport
import ControllerSupport
import GitOpsAPI
import HTTP
import JSON
import OperatorKit

/// The kustomize-controller: its flags, and what it watches and runs.
struct KustomizeController: ControllerProgram {
  static let profile = KustomizeOptions.profile

  private let flags: KustomizeFlags

  init(flags: inout FlagSet) { self.flags = KustomizeFlags(&flags) }

  func configure(_ manager: inout Manager, _ context: ControllerContext) async throws {
    let options = try KustomizeOptions(context.flags, flags, common: context.options)
    let parts = try KustomizationParts(options, context)
    parts.install(in: &manager)
  }
}

/// Everything that reconciling Kustomizations takes, put together.
private struct KustomizationParts {
  let options: KustomizeOptions
  let context: ControllerContext
  let kustomizations: Informer<Kustomization>
  let sources: WatchedSources<SourceSummary>
  let configurations: [Informer<ObjectMeta>]
  let controller: Controller

  init(_ options: KustomizeOptions, _ context: ControllerContext) throws {
    self.options = options
    self.context = context
    kustomizations = Informer(
      Kustomization.resourceType, client: context.client,
      scope: .init(namespace: options.common.watchNamespace, labelSelector: options.common.watchSelector),
      indexers: Triggers.indexers
    ) { object in
      var kustomization = try object.decode(Kustomization.self)
      kustomization.metadata = kustomization.metadata.slimmed
      return kustomization
    }
    sources = WatchedKinds.sources(options, context.client)
    configurations = WatchedKinds.configurations(options, context.client)
    controller = try KustomizationParts.controller(options, context, kustomizations, sources)
    Triggers.connect(controller, kustomizations, sources: sources.informers, configurations: configurations)
  }

  func install(in manager: inout Manager) {
    manager.add(kustomizations)
    for informer in sources.informers.values { manager.add(informer) }
    for informer in configurations { manager.add(informer) }
    manager.add(controller)
  }

  private static func controller(
    _ options: KustomizeOptions, _ context: ControllerContext, _ kustomizations: Informer<Kustomization>,
    _ sources: WatchedSources<SourceSummary>
  ) throws -> Controller {
    let reconciler = try reconciler(options, context, kustomizations, sources)
    let guarded = GuardedReconciler(
      context.crashGuard, kind: KustomizationReconciler.kind,
      generation: { kustomizations.store[$0]?.object?.metadata.generation },
      quarantined: { try await reconciler.setAside($0, until: $1) }, reconciler: reconciler)
    return Controller(
      name: "kustomization", concurrency: options.common.concurrent, backoff: options.common.backoff,
      observer: context.observer(for: "kustomization"), reconciler: guarded)
  }

  private static func reconciler(
    _ options: KustomizeOptions, _ context: ControllerContext, _ kustomizations: Informer<Kustomization>,
    _ sources: WatchedSources<SourceSummary>
  ) throws -> KustomizationReconciler {
    let client = context.client
    let protection = DeletionGuard.ownNamespace(context.environment["RUNTIME_NAMESPACE"])
    let targets = TargetCluster(
      client: client, options: options.common, kubeconfigAccount: options.kubeconfigServiceAccount,
      metrics: TokenCacheMetrics(context.registry))
    let prune = PruneStep(guarded: protection)
    let events = EventReporter(recorder: context.notifications, logger: context.logger)
    let memory = KustomizationMemory()
    let steps = KustomizationSteps(
      sources: SourceLookup(sources, options: options),
      dependencies: DependencyCheck(client: client, options: options) {
        kustomizations.store[$0]?.object?.dependencies ?? []
      },
      targets: targets,
      variables: VariableStep(client: client, redactor: context.redactor),
      build: BuildStep(
        artifacts: try artifacts(options, context),
        remote: try RemoteBases.allowed(
          by: options, root: directory("remote", options, context), budget: context.budget),
        budget: context.budget, options: options),
      apply: ApplyStep(options: options, cache: ApplyCache(), guarded: protection, logger: context.logger),
      prune: prune, health: HealthStep(options: options))
    return KustomizationReconciler(
      informer: kustomizations, client: client, options: options, steps: steps,
      finalization: Finalization(
        client: client, targets: targets, prune: prune, events: events, memory: memory, logger: context.logger),
      status: KustomizationStatus.writer(client, kustomizations), events: events,
      metrics: context.metrics, memory: memory)
  }

  private static func artifacts(_ options: KustomizeOptions, _ context: ControllerContext) throws -> ArtifactCache {
    try ArtifactCache(
      root: directory("artifacts", options, context),
      fetcher: ArtifactFetcher(hosts: ArtifactHosts(environment: context.environment)),
      retries: ArtifactRetries(maximum: options.httpRetries), requeueDependency: options.common.requeueDependency)
  }

  /// A directory of this instance of the controller, for one purpose.
  private static func directory(_ purpose: String, _ options: KustomizeOptions, _ context: ControllerContext) -> String
  {
    let temporary = context.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    return "\(temporary)/kustomize-controller-\(options.common.instance)-\(purpose)"
  }
}

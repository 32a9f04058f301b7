import ApplierSupport
import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit

/// The helm-controller: its flags, and what it watches and runs.
struct HelmController: ControllerProgram {
  static let profile = HelmOptions.profile

  private let flags: HelmFlags

  init(flags: inout FlagSet) { self.flags = HelmFlags(&flags) }

  func configure(_ manager: inout Manager, _ context: ControllerContext) async throws {
    let options = try HelmOptions(context.flags, flags, common: context.options)
    for gate in HelmOptions.Gate.deprecated where options.has(gate) {
      context.logger.warning("the feature gate \(gate) has no effect any more")
    }
    manager.gracePeriod = options.gracePeriod
    let parts = try HelmParts(options, context)
    parts.install(in: &manager)
    if let watch = options.memoryWatch {
      let service = MemoryWatch(options: watch, logger: context.logger)
      manager.add(service: { try await service.run() })
    }
  }
}

/// Everything that reconciling HelmReleases takes, put together.
private struct HelmParts {
  let releases: Informer<HelmRelease>
  let sources: WatchedSources<SourceSummary>
  let configurations: [Informer<ObjectMeta>]
  let controller: Controller

  init(_ options: HelmOptions, _ context: ControllerContext) throws {
    let scope = options.common
    let releases = Informer<HelmRelease>(
      HelmRelease.resourceType, client: context.client,
      scope: .init(namespace: scope.watchNamespace, labelSelector: scope.watchSelector), indexers: Triggers.indexers
    ) { object in
      var release = try object.decode(HelmRelease.self)
      release.metadata = release.metadata.slimmed
      return release
    }
    self.releases = releases
    sources = HelmParts.sources(options, context.client)
    configurations = HelmParts.configurations(options, context.client)
    let runs = RunningReleases()
    let reconciler = HelmReleaseReconciler(
      informer: releases, client: context.client, steps: try HelmParts.steps(options, context, releases, sources),
      runs: runs, metrics: context.metrics)
    let guarded = GuardedReconciler(
      context.crashGuard, kind: HelmReleaseReconciler.kind,
      generation: { releases.store[$0]?.object?.metadata.generation },
      quarantined: { try await reconciler.setAside($0, until: $1) }, reconciler: reconciler)
    controller = Controller(
      name: "helmrelease", concurrency: scope.concurrent, backoff: scope.backoff,
      observer: context.observer(for: "helmrelease"), reconciler: guarded)
    Triggers.connect(controller, releases, sources: sources.informers, configurations: configurations, runs: runs)
  }

  func install(in manager: inout Manager) {
    manager.add(releases)
    for informer in sources.informers.values { manager.add(informer) }
    for informer in configurations { manager.add(informer) }
    manager.add(controller)
  }

  /// The kinds that charts come from; of each object only its artifact is kept.
  private static func sources(_ options: HelmOptions, _ client: KubernetesClient) -> WatchedSources<SourceSummary> {
    var types = [HelmChart.resourceType, OCIRepository.resourceType]
    if options.has(HelmOptions.Gate.externalArtifact) { types.append(ExternalArtifact.resourceType) }
    return WatchedSources(
      types, client: client, namespace: options.common.watchNamespace,
      fetchesDirectly: options.has(HelmOptions.Gate.directSourceFetch)
    ) { try SourceSummary($0) }
  }

  /// What values and kubeconfigs come from.
  private static func configurations(
    _ options: HelmOptions, _ client: KubernetesClient
  ) -> [Informer<ObjectMeta>] {
    guard !options.has(HelmOptions.Gate.disableConfigWatchers) else { return [] }
    return WatchedConfiguration.informers(options.common, client: client)
  }

  private static func steps(
    _ options: HelmOptions, _ context: ControllerContext, _ releases: Informer<HelmRelease>,
    _ sources: WatchedSources<SourceSummary>
  ) throws -> HelmSteps {
    let client = context.client
    let events = HelmEvents(recorder: context.notifications, logger: context.logger)
    let chartSource = ChartSource(sources: sources, options: options)
    let temporary = context.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let files = try ChartFiles(
      root: "\(temporary)/helm-controller-\(options.common.instance)-charts",
      fetcher: ArtifactFetcher(hosts: ArtifactHosts(environment: context.environment)), timeout: options.httpTimeout)
    return HelmSteps(
      options: options, client: client, sources: chartSource,
      template: HelmChartTemplate(client: client, sources: chartSource, events: events),
      dependencies: DependencyCheck(client: client, options: options),
      targets: TargetCluster(
        client: client, options: options.common, kind: HelmRelease.resourceType.kind,
        operation: .reconcile, kubeconfigAccount: options.kubeconfigServiceAccount,
        metrics: TokenCacheMetrics(context.registry)),
      values: ValuesStep(client: client, redactor: context.redactor, options: options),
      charts: ChartStep(files: files, budget: context.budget, options: options),
      capabilities: ClusterCapabilities(),
      writer: StatusWriter(
        client: client, informer: releases, fieldManager: HelmSteps.statusManager, owning: HelmConditions.owned),
      events: events, drifts: DriftMemory(), logger: context.logger)
  }
}

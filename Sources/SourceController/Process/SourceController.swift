import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit
import Registry

/// The source-controller: fetches what sources point to and offers it to the other controllers as artifacts.
struct SourceController: ControllerProgram {
  static let profile = ControllerProfile(
    name: "source-controller", defaultConcurrency: 2,
    featureGates: [CommonGate.cacheSecretsAndConfigMaps: false, CommonGate.objectLevelWorkloadIdentity: false],
    defaultServiceAccountNeedsGate: true)

  private let flags: SourceFlags

  init(flags: inout FlagSet) { self.flags = SourceFlags(&flags) }

  func configure(_ manager: inout Manager, _ context: ControllerContext) async throws {
    for name in flags.withoutEffect(context.flags) {
      context.logger.warning("flag --\(name) has no effect: what it is for is not reconciled by this version")
    }
    let options = try StorageOptions(context.flags, flags, environment: context.environment)
    let storage = ArtifactStorage(
      root: options.path, advertisedAddress: options.advertisedAddress, algorithm: options.algorithm,
      retention: options.retention)
    let workDirectory = "\(temporaryDirectory(context))/\(Self.profile.name)-work"
    let leftovers = try await onOwnThread {
      try WorkDirectory.sweep(workDirectory)
      return storage.sweep()
    }
    if leftovers > 0 { context.logger.info("removed \(leftovers) half-written artifacts of an earlier process") }

    let server = ArtifactServer(address: options.listenAddress, root: storage.root)
    manager.add(leaderService: { try await server.run() })
    let services = SourceServices(
      context, StorageStep(storage: storage, verifier: ArtifactVerifier()), workDirectory: workDirectory)
    addKinds(to: &manager, context, services)
  }

  private func addKinds(to manager: inout Manager, _ context: ControllerContext, _ shared: SourceServices) {
    let tokens = RegistryTokenCache()
    let sizes = ChartSizes(
      index: context.flags[flags.helmIndexSize], chart: context.flags[flags.helmChartSize],
      file: context.flags[flags.helmFileSize])
    func services() -> SourceServices { shared.withOwnSlots(context.options.concurrent) }
    let repositories = SourceKindController.add(
      GitRepositoryWork(services(), allowsPlainHTTP: context.options.allowsPlainHTTP), to: &manager, context, shared)
    _ = SourceKindController.add(OCIRepositoryWork(services(), tokens: tokens), to: &manager, context, shared)
    let indexes = SourceKindController.add(
      HelmRepositoryWork(services(), maximumIndexBytes: sizes.index), to: &manager, context, shared)
    let charts = SourceKindController.add(
      HelmChartWork(services(), tokens: tokens, sizes: sizes), to: &manager, context, shared,
      indexers: HelmChartTriggers.indexers)
    HelmChartTriggers.connect(charts.controller, charts.informer, to: repositories.informer)
    HelmChartTriggers.connect(charts.controller, charts.informer, to: indexes.informer)
  }

  private func temporaryDirectory(_ context: ControllerContext) -> String {
    context.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
  }
}

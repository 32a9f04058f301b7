import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit

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
    GitRepositoryController.add(
      to: &manager, context, StorageStep(storage: storage, verifier: ArtifactVerifier()), workDirectory: workDirectory)
  }

  private func temporaryDirectory(_ context: ControllerContext) -> String {
    context.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
  }
}

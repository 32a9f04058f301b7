import ApplierSupport
import Digests
import GitOpsAPI
import Helm
import Logging
import OperatorKit

/// What an action works with.
struct ActionContext: Sendable {
  let object: HelmRelease
  let options: HelmOptions
  /// Of the cluster and as the identity that the objects are for.
  let client: KubernetesClient
  let store: ReleaseStore
  let chart: ChartHandle
  let values: ReleaseValues
  let expressions: HealthExpressions?
  let capabilities: ClusterCapabilities
  let pause: Pause
  let events: HelmEvents
  let logger: Logger

  var releaseName: String { store.name }
  var namespace: String { object.releaseNamespace }
  var ownership: Ownership { Ownership(release: releaseName, namespace: namespace) }
  var reader: ManifestReader { ManifestReader(client: client, namespace: namespace) }
  var retriesByDefault: Bool { options.has(HelmOptions.Gate.defaultToRetryOnFailure) }
  var algorithm: DigestAlgorithm { options.digestAlgorithm }
}

extension ActionContext {
  /// What the chart is rendered for.
  func renderRequest(
    revision: Int, former: Release?, values: ReleaseValues, skipsSchemaValidation: Bool
  ) async throws -> RenderRequest {
    let byDefault: PostRenderStrategy = options.has(HelmOptions.Gate.useHelm3Defaults) ? .noHooks : .combined
    let resolvesHost: (@Sendable (String) -> String)? =
      options.has(HelmOptions.Gate.allowDNSLookups) ? { @Sendable in HostLookup.address(of: $0) } : nil
    return RenderRequest(
      releaseName: releaseName, namespace: former?.namespace ?? namespace, revision: revision,
      isUpgrade: former != nil, values: values.values, skipsSchemaValidation: skipsSchemaValidation,
      capabilities: try await capabilities.of(client), lookup: ClusterLookup(client: client).function,
      resolvesHost: resolvesHost,
      postRenderStrategy: object.spec.postRenderStrategy ?? byDefault, object: object)
  }
}

/// The settings of one action of a spec, with what they default to.
struct ActionSettings: Sendable, Hashable {
  let timeout: Duration
  let runsHooks: Bool
  let waits: Bool
  let waitsForJobs: Bool
  let strategy: ReleaseWait.Strategy
  let method: ReleaseWriter.Method
  var cleansUpOnFailure = false
  var refusesUnknownFields = true
  var takesOwnership = true

  var applyMethod: ApplyMethod { method == .serverSide ? .serverSide : .clientSide }
}

extension ActionContext {
  private var usesHelm3Defaults: Bool { options.has(HelmOptions.Gate.useHelm3Defaults) }

  /// By status unless the spec or the gate says otherwise (H-03-14).
  var waitStrategy: ReleaseWait.Strategy {
    switch object.spec.waitStrategy?.name {
    case WaitStrategyName.legacy: .legacy
    case WaitStrategyName.poller: .poller
    default: usesHelm3Defaults ? .legacy : .poller
    }
  }

  var installSettings: ActionSettings {
    let spec = object.spec.install ?? .init()
    let isServerSide = spec.serverSideApply ?? !usesHelm3Defaults
    return ActionSettings(
      timeout: (spec.timeout ?? object.spec.effectiveTimeout).duration, runsHooks: !spec.disableHooks,
      waits: !spec.disableWait, waitsForJobs: !spec.disableWaitForJobs, strategy: waitStrategy,
      method: isServerSide ? .serverSide : .clientSide, refusesUnknownFields: !spec.disableOpenAPIValidation,
      takesOwnership: !spec.disableTakeOwnership)
  }

  /// - Parameter former: How the release that is upgraded was applied.
  func upgradeSettings(former: ApplyMethod?) -> ActionSettings {
    let spec = object.spec.upgrade ?? .init()
    return ActionSettings(
      timeout: (spec.timeout ?? object.spec.effectiveTimeout).duration, runsHooks: !spec.disableHooks,
      waits: !spec.disableWait, waitsForJobs: !spec.disableWaitForJobs, strategy: waitStrategy,
      method: method(spec.effectiveServerSideApply, former: former, replaces: spec.force),
      cleansUpOnFailure: spec.cleanupOnFail, refusesUnknownFields: !spec.disableOpenAPIValidation,
      takesOwnership: !spec.disableTakeOwnership)
  }

  func rollbackSettings(former: ApplyMethod?) -> ActionSettings {
    let spec = object.spec.rollback ?? .init()
    return ActionSettings(
      timeout: (spec.timeout ?? object.spec.effectiveTimeout).duration, runsHooks: !spec.disableHooks,
      waits: !spec.disableWait, waitsForJobs: !spec.disableWaitForJobs, strategy: waitStrategy,
      method: method(spec.effectiveServerSideApply, former: former, replaces: spec.force),
      cleansUpOnFailure: spec.cleanupOnFail)
  }

  /// Automatic follows the former release; replacing is for client-side apply only (H-18-05, H-18-06).
  private func method(
    _ mode: ServerSideApplyMode, former: ApplyMethod?, replaces: Bool
  ) -> ReleaseWriter.Method {
    let isServerSide = mode == .enabled || (mode != .disabled && former == .serverSide)
    if isServerSide { return .serverSide }
    return replaces ? .replace : .clientSide
  }
}

/// Ends a wait because something newer is wanted (H-21-08).
struct Superseded: Error, CustomStringConvertible {
  /// `HelmChart/apps/shop`.
  let trigger: String
  var description: String { "canceled: new reconciliation triggered by \(trigger)" }
}

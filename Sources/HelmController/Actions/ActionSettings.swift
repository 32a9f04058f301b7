import GitOpsAPI
import Helm
import OperatorKit

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

/// What a spec says of its actions, and what it leaves to the controller's flags.
struct SettingRules: Sendable {
  let object: HelmRelease
  /// The gate `UseHelm3Defaults`.
  let usesHelm3Defaults: Bool

  /// By status unless the spec or the gate says otherwise (H-03-14).
  var waitStrategy: ReleaseWait.Strategy {
    switch object.spec.waitStrategy?.name {
    case WaitStrategyName.legacy: .legacy
    case WaitStrategyName.poller: .poller
    default: usesHelm3Defaults ? .legacy : .poller
    }
  }

  /// Hooks are post-rendered with everything else unless the spec or the gate says otherwise (H-03-13).
  var postRenderStrategy: PostRenderStrategy {
    object.spec.postRenderStrategy ?? (usesHelm3Defaults ? .noHooks : .combined)
  }

  var install: ActionSettings {
    let spec = object.spec.install ?? .init()
    let isServerSide = spec.serverSideApply ?? !usesHelm3Defaults
    return ActionSettings(
      timeout: timeout(spec.timeout), runsHooks: !spec.disableHooks, waits: !spec.disableWait,
      waitsForJobs: !spec.disableWaitForJobs, strategy: waitStrategy,
      method: isServerSide ? .serverSide : .clientSide, refusesUnknownFields: !spec.disableOpenAPIValidation,
      takesOwnership: !spec.disableTakeOwnership)
  }

  /// - Parameter former: How the release that is upgraded was applied.
  func upgrade(former: ApplyMethod?) -> ActionSettings {
    let spec = object.spec.upgrade ?? .init()
    return ActionSettings(
      timeout: timeout(spec.timeout), runsHooks: !spec.disableHooks, waits: !spec.disableWait,
      waitsForJobs: !spec.disableWaitForJobs, strategy: waitStrategy,
      method: method(spec.effectiveServerSideApply, former: former, replaces: spec.force),
      cleansUpOnFailure: spec.cleanupOnFail, refusesUnknownFields: !spec.disableOpenAPIValidation,
      takesOwnership: !spec.disableTakeOwnership)
  }

  func rollback(former: ApplyMethod?) -> ActionSettings {
    let spec = object.spec.rollback ?? .init()
    return ActionSettings(
      timeout: timeout(spec.timeout), runsHooks: !spec.disableHooks, waits: !spec.disableWait,
      waitsForJobs: !spec.disableWaitForJobs, strategy: waitStrategy,
      method: method(spec.effectiveServerSideApply, former: former, replaces: spec.force),
      cleansUpOnFailure: spec.cleanupOnFail)
  }

  var test: ActionSettings {
    ActionSettings(
      timeout: timeout(object.spec.test?.timeout), runsHooks: true, waits: true, waitsForJobs: true,
      strategy: waitStrategy, method: .serverSide)
  }

  private func timeout(_ own: GoDuration?) -> Duration { (own ?? object.spec.effectiveTimeout).duration }

  /// Automatic follows the former release; replacing is for client-side apply only (H-18-05, H-18-06).
  private func method(
    _ mode: ServerSideApplyMode, former: ApplyMethod?, replaces: Bool
  ) -> ReleaseWriter.Method {
    let isServerSide = mode == .enabled || (mode != .disabled && former == .serverSide)
    if isServerSide { return .serverSide }
    return replaces ? .replace : .clientSide
  }
}

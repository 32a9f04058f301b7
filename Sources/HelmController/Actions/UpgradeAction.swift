import ControllerSupport
import GitOpsAPI
import Helm
import JSON
import OperatorKit

/// Makes another revision of a release that is there (H-26-04 to H-26-07).
struct UpgradeAction: Sendable {
  let context: ActionContext

  func run(_ draft: inout HelmDraft) async throws {
    try await ReleaseActionRun(context: context, action: .upgrade).run(&draft) { store, log in
      guard let last = try await store.last() else { throw UpgradeAction.nothingDeployed(store) }
      let base = try await base(of: last, store)
      let settings = context.settings.upgrade(former: last.applyMethod)
      let spec = context.object.spec.upgrade ?? .init()
      let values = context.values.upgrading(base.config, of: context.object)
      let planned = try await ReleasePlanner(context: context, settings: settings, log: log).plan(
        revision: last.version + 1, former: base, values: values,
        defaults: spec.preserveValues ? defaults(of: base) : nil,
        definitions: spec.crds ?? .create, skipsSchemaValidation: spec.disableSchemaValidation)
      var adopted = try await store.adopted()
      adopted.formUnion(planned.adopted)
      try await store.prune(keeping: context.object.spec.effectiveMaxHistory, former: base.version)
      try await store.create(planned.release, adopted: adopted)
      let pass = ReleasePass(
        context: context, store: store, settings: settings, log: log, action: .upgrade,
        version: planned.release.version, former: base.version)
      return (planned.inventory, pass)
    }
  }

  /// The revision whose objects are on the cluster: the deployed one, or where none is the last one.
  private func base(of last: Release, _ store: ReleaseStore) async throws -> Release {
    if last.info.status == .deployed { return last }
    if let deployed = try await store.entries().last(where: { $0.status == .deployed }),
      let release = try await store.find(deployed.version)
    {
      return release
    }
    guard [.failed, .superseded].contains(last.info.status) else { throw UpgradeAction.nothingDeployed(store) }
    return last
  }

  private static func nothingDeployed(_ store: ReleaseStore) -> ManifestProblem {
    ManifestProblem(message: "\"\(store.name)\" has no deployed releases")
  }

  /// What the former release was made with stands in for the values of the new chart, as with Helm's `--reuse-values`.
  private func defaults(of base: Release) -> JSONObject {
    ValuesMerge.coalesce(base.chart["values"] ?? [:], .object(base.config)).objectValue ?? [:]
  }
}

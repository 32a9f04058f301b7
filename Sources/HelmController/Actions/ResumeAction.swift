import ControllerSupport
import GitOpsAPI
import Helm
import OperatorKit

/// Takes up a revision that was left pending, because what was wanted then is what is wanted now: hooks that have
/// succeeded are not run again, and everything else is done as if nothing had happened.
struct ResumeAction: Sendable {
  let context: ActionContext

  func run(_ draft: inout HelmDraft) async throws {
    guard let last = try await context.store.last(), last.info.status.isPending else { return }
    let snapshot = ReleaseSnapshot(
      last, action: nil, ociDigest: draft.status.lastAttemptedRevisionDigest, context.algorithm)
    let message = ReleaseMessage.unlocked(snapshot, from: "\(last.info.status)")
    draft.set(ConditionType.released, .false, reason: HelmReason.pendingRelease, message)
    context.events.record(
      context.object, .info, HelmReason.pendingRelease, message + "; it goes on where it was left", snapshot)
    let isInstall = last.info.status == .pendingInstall
    let former = try await base(before: last.version)
    let settings = isInstall ? context.settings.install : context.settings.upgrade(former: last.applyMethod)
    try await ReleaseActionRun(context: context, action: isInstall ? .install : .upgrade).run(&draft) { store, log in
      let objects = try await context.reader.objects(in: last.manifest, origin: "release manifest")
      let definitions = try await context.chart.definitions(
        context.renderRequest(
          revision: last.version, former: nil, values: context.values, skipsSchemaValidation: true))
      let pass = ReleasePass(
        context: context, store: store, settings: settings, log: log, action: isInstall ? .install : .upgrade,
        version: last.version, former: former, resumes: true)
      store.observer?(last)
      return (ReleaseInventory.make(objects.map(\.reference), definitions: definitions), pass)
    }
  }

  private func base(before version: Int) async throws -> Int? {
    let entries = try await context.store.entries().filter { $0.version < version }
    return (entries.last { $0.status == .deployed } ?? entries.last)?.version
  }
}

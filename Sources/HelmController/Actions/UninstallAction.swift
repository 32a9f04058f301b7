import ControllerSupport
import GitOpsAPI
import Helm
import OperatorKit

/// Uninstalls because the HelmRelease goes, or its release moves to another place (H-24).
struct UninstallAction: Sendable {
  let uninstallation: Uninstallation
  let options: HelmOptions
  let events: HelmEvents

  func run(_ draft: inout HelmDraft) async throws {
    guard let latest = draft.status.history.latest else { return }
    let observed = ObservedReleases(draft.status.history, ociDigest: nil, options.digestAlgorithm)
    var work = uninstallation
    work = Uninstallation(
      object: work.object, client: work.client, store: work.store.observed { observed.note($0) },
      namespace: work.namespace, pause: work.pause, log: work.log, isRemediation: work.isRemediation)
    do {
      let outcome = try await work.run()
      observed.record(in: &draft.status.history, action: .uninstall)
      switch outcome {
      case .notFound:
        draft.set(
          ConditionType.released, .false, reason: HelmReason.uninstallSucceeded, ReleaseMessage.notFound(latest))
      case .alreadyUninstalled:
        draft.set(
          ConditionType.released, .false, reason: HelmReason.uninstallSucceeded,
          "Release \(latest.fullReleaseName) was already uninstalled")
      case .done:
        draft.status.inventory = nil
        let message = ReleaseMessage.uninstallSucceeded(latest)
        draft.set(ConditionType.released, .false, reason: HelmReason.uninstallSucceeded, message)
        events.record(work.object, .info, HelmReason.uninstallSucceeded, message, latest)
      }
      draft.summarize(options)
    } catch  where error.isInterruption {
      throw error
    } catch {
      observed.record(in: &draft.status.history, action: .uninstall)
      let message = ReleaseMessage.uninstallFailed(latest, error)
      draft.status.failures += 1
      draft.set(ConditionType.released, .false, reason: HelmReason.uninstallFailed, message)
      events.record(work.object, .error, HelmReason.uninstallFailed, work.log.appended(to: message), latest)
      draft.summarize(options)
      throw HelmFailure.reported(.backoff, message)
    }
  }
}

/// Uninstalls what a failed install or upgrade has left, so that the next run begins anew.
struct UninstallRemediationAction: Sendable {
  let context: ActionContext

  func run(_ draft: inout HelmDraft) async throws {
    guard let latest = draft.status.history.latest else {
      throw HelmFailure(HelmReason.uninstallFailed, "no latest release: required to uninstall")
    }
    let log = ActionLog(context.logger)
    let observed = ObservedReleases(draft.status.history, ociDigest: nil, context.algorithm)
    let work = Uninstallation(
      object: context.object, client: context.client, store: context.store.observed { observed.note($0) },
      namespace: latest.namespace, pause: context.pause, log: log, isRemediation: true)
    do {
      _ = try await work.run()
      observed.record(in: &draft.status.history, action: .uninstallRemediation)
      draft.status.inventory = nil
      let message = ReleaseMessage.uninstallRemediation(latest, "succeeded")
      draft.set(ConditionType.remediated, .true, reason: HelmReason.uninstallSucceeded, message)
      context.events.record(context.object, .info, HelmReason.uninstallSucceeded, message, latest)
      draft.summarize(context.options)
    } catch  where error.isInterruption {
      throw error
    } catch {
      observed.record(in: &draft.status.history, action: .uninstallRemediation)
      let message = ReleaseMessage.uninstallRemediation(latest, "failed: " + "\(error)".trimmingWhitespace)
      draft.status.failures += 1
      draft.set(ConditionType.remediated, .false, reason: HelmReason.uninstallFailed, message)
      context.events.record(
        context.object, .error, HelmReason.uninstallFailed, log.appended(to: message), latest)
      draft.summarize(context.options)
      if observed.isEmpty { throw HelmFailure.reported(.backoff, message) }
    }
  }
}

extension ReleaseStore {
  func observed(_ observer: @escaping @Sendable (Release) -> Void) -> ReleaseStore {
    var store = self
    store.observer = observer
    return store
  }
}

import ControllerSupport
import GitOpsAPI
import OperatorKit

/// What was asked for by annotation and not handled yet (H-10-17).
struct ReleaseRequest: Sendable, Hashable {
  /// A release although nothing has changed.
  let forces: Bool
  /// Failures are to be forgotten.
  let resets: Bool

  init(_ object: HelmRelease) {
    let request = ReconcileRequest(object.metadata)
    let annotations = object.metadata.annotations ?? [:]
    let handled = object.status.lastHandledReconcileAt
    forces =
      request.asksForForce(lastHandled: handled)
      && annotations[AnnotationName.forceAt] != object.status.lastHandledForceAt
    resets =
      request.asksForReset(lastHandled: handled)
      && annotations[AnnotationName.resetAt] != object.status.lastHandledResetAt
  }

  /// Notes in the status that the requests are handled.
  static func acknowledge(_ object: HelmRelease, in status: inout HelmRelease.Status) {
    let annotations = object.metadata.annotations ?? [:]
    if let force = annotations[AnnotationName.forceAt], !force.isEmpty { status.lastHandledForceAt = force }
    if let reset = annotations[AnnotationName.resetAt], !reset.isEmpty { status.lastHandledResetAt = reset }
  }
}

public import GitOpsAPI
public import OperatorKit

/// What a user asked for by annotation (`reconcile.fluxcd.io/requestedAt` and its companions).
public struct ReconcileRequest: Sendable, Hashable {
  /// The token of the newest request; `nil` when none was ever made.
  public let requestedAt: String?
  private let annotations: [String: String]

  public init(_ metadata: ObjectMeta) {
    annotations = metadata.annotations ?? [:]
    requestedAt = annotations[AnnotationName.requestedAt].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether there is a request that no run has handled yet.
  public func isPending(lastHandled: String?) -> Bool { requestedAt != nil && requestedAt != lastHandled }

  /// Whether the pending request asks for a release although nothing changed.
  public func asksForForce(lastHandled: String?) -> Bool { asks(AnnotationName.forceAt, lastHandled) }

  /// Whether the pending request asks to forget failures.
  public func asksForReset(lastHandled: String?) -> Bool { asks(AnnotationName.resetAt, lastHandled) }

  /// Notes in the status that the request is handled. Called on every run, failing ones too.
  public func acknowledge<Status: ReconciledStatus>(in status: inout Status) {
    if let requestedAt { status.lastHandledReconcileAt = requestedAt }
  }

  /// The companions count only when they carry the same token.
  private func asks(_ annotation: String, _ lastHandled: String?) -> Bool {
    isPending(lastHandled: lastHandled) && annotations[annotation] == requestedAt
  }
}

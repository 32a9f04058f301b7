import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit

/// Gives Receivers their path: checks the spec, reads the token, and writes where the webhook is called.
struct ReceiverReconciler: Reconciler {
  static let fieldManager = "notification-controller"

  let informer: Informer<ReceiverEntry>
  let client: KubernetesClient
  let metrics: GitOpsMetrics
  let recorder: NotificationRecorder
  let status: StatusWriter<Receiver>
  let logger: Logger

  init(_ informer: Informer<ReceiverEntry>, _ context: ControllerContext) {
    self.informer = informer
    client = context.client
    metrics = context.metrics
    recorder = context.notifications
    status = StatusWriter(
      client: context.client, fieldManager: ReceiverReconciler.fieldManager,
      owning: [ConditionType.ready, ConditionType.reconciling, ConditionType.stalled],
      noteWritten: { informer.noteWritten($0) })
    logger = Logger(label: "receiver")
  }

  func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
    switch informer.store[key] {
    case nil:
      metrics.removed(kind: Receiver.resourceType.kind, key)
      return .done
    case .unreadable(let object):
      try await report(unreadable: object)
      return .done
    case .object:
      guard let receiver = try await client.find(Receiver.self, key) else { return .done }
      let started = ContinuousClock.now
      let result: Result<ReconcileResult, any Error>
      do { result = .success(try await reconcile(receiver)) } catch { result = .failure(error) }
      if !receiver.metadata.isBeingDeleted {
        metrics.reconciled(kind: Receiver.resourceType.kind, key, seconds: (.now - started).inSeconds)
      }
      return try result.get()
    }
  }

  private func reconcile(_ receiver: Receiver) async throws -> ReconcileResult {
    if receiver.metadata.isBeingDeleted {
      metrics.removed(kind: Receiver.resourceType.kind, receiver.key)
      try await Finalizer.remove(
        FinalizerName.gitOps, from: receiver, client, fieldManager: ReceiverReconciler.fieldManager)
      return .done
    }
    guard receiver.metadata.hasFinalizer(FinalizerName.gitOps) else {
      try await Finalizer.add(
        FinalizerName.gitOps, to: receiver, client, fieldManager: ReceiverReconciler.fieldManager)
      return .done  // the change itself brings the key back
    }
    guard !receiver.spec.suspend else {
      log(receiver).info("reconciliation is suspended for this object")
      return .done
    }
    var draft = StatusDraft(receiver)
    do {
      return try await run(&draft)
    } catch let error as KubernetesError {
      tell(receiver, .warning, Reason.failed, "\(error)")
      throw error
    }
  }

  private func run(_ draft: inout StatusDraft<Receiver>) async throws -> ReconcileResult {
    do {
      try ReceiverChecks.check(draft.object.spec)
    } catch let fault as ReceiverFault {
      return try await stall(&draft, fault)
    }
    draft.status.conditions.remove(ConditionType.stalled)
    draft.set(ConditionType.reconciling, .true, reason: Reason.progressing, "Reconciliation in progress")
    // Who waits for a new generation sees that it is in hand.
    if draft.object.status.observedGeneration != draft.generation { try await status.write(&draft) }
    do {
      return try await succeed(&draft, token: try await token(draft.object))
    } catch let error as ReceiverSecretError {
      return try await fail(&draft, error)
    }
  }

  /// Throws ``ReceiverSecretError``. Empty for callers that bring a token of an issuer's.
  private func token(_ receiver: Receiver) async throws -> [UInt8] {
    guard let key = receiver.secretKey else { return [] }
    do {
      return try ReceiverSecret(try await SecretData.read(key, from: client)).token
    } catch let error as SecretError {
      throw ReceiverSecretError.unreadable(key, "\(error)")
    } catch let error as KubernetesError where error.kind == .forbidden {
      throw ReceiverSecretError.unreadable(key, error.message)
    }
  }

  private func log(_ receiver: Receiver) -> Logger {
    logger.forReconcile(
      controller: "receiver", type: Receiver.resourceType, key: receiver.key,
      id: String(UInt64.random(in: .min ... .max), radix: 16))
  }
}

/// How a run ends: what is written, what is told, and when the Receiver is looked at again.
extension ReceiverReconciler {
  private static let terminalPrefix = "Reconciliation failed terminally due to configuration error: "

  private func succeed(_ draft: inout StatusDraft<Receiver>, token: [UInt8]) async throws -> ReconcileResult {
    let receiver = draft.object
    let path = WebhookPath(token: token, receiver.key).text
    draft.status.webhookPath = path
    draft.status.conditions.remove(ConditionType.reconciling)
    draft.set(ConditionType.ready, .true, reason: Reason.succeeded, "Receiver initialized for path: \(path)")
    draft.status.observedGeneration = draft.generation
    try await status.write(&draft)
    let interval = receiver.spec.effectiveInterval
    let message = "Reconciliation finished, next run in \(interval)"
    log(receiver).info("\(message)")
    tell(receiver, .normal, Reason.succeeded, message)
    return interval.duration > .zero ? .requeue(after: interval.duration) : .done
  }

  /// There is no token: nobody can call until there is.
  private func fail(
    _ draft: inout StatusDraft<Receiver>, _ error: ReceiverSecretError
  ) async throws -> ReconcileResult {
    draft.status.webhookPath = nil
    draft.set(
      ConditionType.reconciling, .true, reason: Reason.progressingWithRetry, "Reconciliation in progress")
    draft.set(ConditionType.ready, .false, reason: Reason.tokenNotFound, "\(error)")
    try await status.write(&draft)
    tell(draft.object, .warning, Reason.failed, "\(error)")
    throw error
  }

  private func stall(_ draft: inout StatusDraft<Receiver>, _ fault: ReceiverFault) async throws -> ReconcileResult {
    let message = ReceiverReconciler.terminalPrefix + fault.message
    draft.status.conditions.remove(ConditionType.reconciling)
    draft.set(ConditionType.ready, .false, reason: fault.reason, message)
    draft.set(ConditionType.stalled, .true, reason: fault.reason, message)
    draft.status.observedGeneration = draft.generation
    try await status.write(&draft)
    log(draft.object).error("\(message)")
    tell(draft.object, .warning, fault.reason, message)
    return .done
  }

  private func report(unreadable object: UnreadableObject) async throws {
    try await UnreadableStatus.write(
      Receiver.resourceType, object, reason: "InvalidObject",
      message: "the object cannot be read: \(object.problem); correct the field", client,
      fieldManager: ReceiverReconciler.fieldManager)
  }

  /// The process has died twice with the object in hand: it is left alone, and says so.
  func report(quarantined key: ObjectKey, until: Timestamp) async throws {
    guard let receiver = try await client.find(Receiver.self, key) else { return }
    var draft = StatusDraft(receiver)
    let message =
      "the controller ended while it worked on this object, and again; it is left alone until \(until), "
      + "or until its spec changes"
    draft.status.conditions.remove(ConditionType.reconciling)
    draft.set(ConditionType.ready, .false, reason: "Quarantined", message)
    draft.set(ConditionType.stalled, .true, reason: "Quarantined", message)
    guard try await status.write(&draft) else { return }
    tell(receiver, .warning, "Quarantined", message)
  }

  /// Such events stay in the cluster: an event of this controller that it is posted itself would make another one.
  private func tell(_ receiver: Receiver, _ type: ClusterEvent.EventType, _ reason: String, _ message: String) {
    recorder.record(
      inCluster: ClusterEvent(
        subject: InvolvedObject(receiver), type: type, reason: reason, message: message, annotations: [:]))
  }
}

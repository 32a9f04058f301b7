import ControllerSupport
import GitOpsAPI
import OperatorKit

/// What is kept of a Receiver in memory: enough to find it by its path and to see that it changed. What it says is
/// read when it is called or reconciled.
struct ReceiverEntry: Hashable, Sendable {
  /// The index of ``ReceiverEntry`` by path, and by the Secret they refer to.
  static let pathIndex = "path"
  static let secretIndex = "secret"

  let version: String?
  let generation: Int64?
  let request: String?
  let isBeingDeleted: Bool
  let isHeld: Bool
  let path: String?
  let secret: String?

  /// Throws `DecodingError` for an object that is not a Receiver.
  init(_ object: DynamicObject) throws {
    self.init(try object.decode(Receiver.self))
  }

  init(_ receiver: Receiver) {
    let metadata = receiver.metadata
    version = metadata.resourceVersion
    generation = metadata.generation
    request = ReconcileRequest(metadata).requestedAt
    isBeingDeleted = metadata.isBeingDeleted
    isHeld = metadata.hasFinalizer(FinalizerName.gitOps)
    path = receiver.status.webhookPath.map { WebhookPath(status: $0).indexed }
    secret = receiver.secretKey?.description
  }

  static let indexers: [String: @Sendable (ReceiverEntry) -> [String]] = [
    pathIndex: { $0.path.map { [$0] } ?? [] },
    secretIndex: { $0.secret.map { [$0] } ?? [] },
  ]

  /// Whether a change asks for a reconcile; what the controller itself writes does not.
  func isSuperseded(by new: ReceiverEntry) -> Bool {
    generation != new.generation || request != new.request || isBeingDeleted != new.isBeingDeleted
      || isHeld != new.isHeld
  }
}

extension Receiver {
  /// The Secret with the token.
  var secretKey: ObjectKey? {
    spec.secretRef.map { ObjectKey(namespace: metadata.namespace ?? "", name: $0.name) }
  }
}

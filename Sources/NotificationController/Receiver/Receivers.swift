import ControllerSupport
import GitOpsAPI
import HTTP
import HTTPServer
import Logging
import OperatorKit

/// Everything that receiving webhooks takes, put together.
struct Receivers: Sendable {
  private let options: NotificationOptions
  private let context: ControllerContext
  private let receivers: Informer<ReceiverEntry>
  private let secrets: Informer<ObjectMeta>?

  /// - Parameter secrets: Those whose Receivers follow them at once.
  init(_ options: NotificationOptions, _ context: ControllerContext, _ secrets: Informer<ObjectMeta>?) {
    self.options = options
    self.context = context
    self.secrets = secrets
    receivers = Informer(
      Receiver.resourceType, client: context.client, scope: .init(namespace: options.common.watchNamespace),
      indexers: ReceiverEntry.indexers
    ) { try ReceiverEntry($0) }
  }

  func install(in manager: inout Manager) {
    manager.add(everywhere: receivers)
    addServer(to: &manager)
    let controller = controller()
    manager.add(controller)
    guard let secrets else { return }
    let store = receivers.store
    controller.watches(secrets) { change in
      change.isReal ? Array(store.keys(index: ReceiverEntry.secretIndex, value: "\(change.key)")) : []
    }
  }

  private func addServer(to manager: inout Manager) {
    let logger = Logger(label: "receiver-server")
    var configuration = HTTPClientConfiguration()
    configuration.userAgent = NotificationOptions.profile.name
    let keys = IssuerKeys(client: HTTPClient(configuration: configuration))
    let webhooks = WebhookServer(
      receivers: receivers.store, loader: ReceiverLoader(client: context.client),
      callers: CallerChecks(google: GoogleTokenCheck(keys: keys), issuers: IssuerTokenCheck(keys: keys)),
      targets: ReconcileTargets(
        client: context.client, forbidsOtherNamespaces: options.common.noCrossNamespaceReferences, logger: logger),
      logger: logger)
    let metrics = ServerMetrics(
      context.registry, server: "receiver", label: options.exportsPaths ? nil : WebhookPath.prefix)
    let listener = ListeningServer(options.receiverAddress, handler: metrics.measuring(webhooks.handle))
    manager.add(service: { try await listener.run() })
  }

  private func controller() -> Controller {
    let informer = receivers
    let reconciler = ReceiverReconciler(informer, context)
    let guarded = GuardedReconciler(
      context.crashGuard, kind: Receiver.resourceType.kind, generation: { informer.store[$0]?.object?.generation },
      quarantined: { try await reconciler.report(quarantined: $0, until: $1) }, reconciler: reconciler)
    let controller = Controller(
      name: "receiver", concurrency: options.common.concurrent, backoff: options.common.backoff,
      observer: context.observer(for: "receiver"), reconciler: guarded)
    controller.watches(informer) { change in
      guard let old = change.old?.object, let new = change.new?.object else { return [change.key] }
      return old.isSuperseded(by: new) ? [change.key] : []
    }
    return controller
  }
}

import ControllerSupport
import GitOpsAPI
import HTTP
import HTTPServer
import Logging
import OperatorKit

/// Everything that taking events in and sending them on takes, put together.
struct Events: Sendable {
  private let options: NotificationOptions
  private let context: ControllerContext
  private let alerts: Informer<AlertRule>
  private let providers: Informer<Provider>
  private let line = EventLine()
  private let dispatcher: Dispatcher
  private let router: EventRouter
  private let reports: AlertReports
  private let dropped: Counter

  /// The name of the index of Providers by their Secrets.
  private static let secretIndex = "secret"

  /// - Parameter secrets: Those whose Providers are tried again when they change.
  init(_ options: NotificationOptions, _ context: ControllerContext, _ secrets: Informer<ObjectMeta>?) {
    self.options = options
    self.context = context
    let client = context.client
    let scope = options.common.watchNamespace
    alerts = Informer(
      Alert.resourceType, client: client, scope: .init(namespace: scope),
      indexers: [AlertRule.placeIndex: { $0.places }]
    ) { AlertRule(try $0.decode(Alert.self)) }
    providers = Informer(
      Provider.resourceType, client: client, scope: .init(namespace: scope),
      indexers: [Events.secretIndex: { $0.secretKeys.map(\.description) }]
    ) { object in
      var provider = try object.decode(Provider.self)
      provider.metadata = provider.metadata.withoutConfiguration
      return provider
    }
    reports = AlertReports(recorder: context.notifications, logger: Logger(label: "event-server"))
    dropped = context.registry.counter(
      "gotk_event_dropped_total", help: "Events that were not delivered because too many waited for their provider"
    ).series()
    // Small ones alone are remembered: there may be as many as there are Providers.
    let recent = RecentSecrets(lifetime: .seconds(10), capacity: 128, largest: 16 * 1024)
    let deliverer = Events.deliverer(options, context, providers, recent)
    dispatcher = Dispatcher(reports: Events.deliveryReports(reports, dropped)) { key, notification in
      try await deliverer.deliver(key, notification)
    }
    router = EventRouter(
      line: line, alerts: alerts, providers: providers, labels: ObjectLabels(client: client), dispatcher: dispatcher,
      reports: reports, forbidsOtherNamespaces: options.common.noCrossNamespaceReferences,
      allowsServiceAccounts: options.has(CommonGate.objectLevelWorkloadIdentity),
      logger: Logger(label: "event-server"))
    retryWhatIsMended(secrets, recent)
  }

  /// A Provider that was changed, or whose Secret was, need not wait for the end of its back-off.
  private func retryWhatIsMended(_ secrets: Informer<ObjectMeta>?, _ recent: RecentSecrets) {
    let (dispatcher, store) = (dispatcher, providers.store)
    providers.onChange { change in
      if change.new == nil {
        dispatcher.forget(change.key)
      } else if change.old?.object?.metadata.generation != change.new?.object?.metadata.generation {
        dispatcher.wake(change.key)
      }
    }
    secrets?.onChange { change in
      guard change.isReal else { return }
      recent.forget(change.key)
      for provider in store.keys(index: Events.secretIndex, value: "\(change.key)") { dispatcher.wake(provider) }
    }
  }

  func install(in manager: inout Manager) {
    manager.add(everywhere: alerts)
    manager.add(everywhere: providers)
    let (router, dispatcher, line) = (router, dispatcher, line)
    manager.add(service: { try await router.run() })
    manager.add(service: { await dispatcher.run() })
    let limiter = EventLimiter(interval: options.rateLimitInterval)
    let server = EventServer(limiter: limiter, line: line, logger: Logger(label: "event-server"))
    let metrics = ServerMetrics(context.registry, server: "event", label: options.exportsPaths ? nil : "/")
    let listener = ListeningServer(options.eventsAddress, handler: metrics.measuring(server.handle))
    manager.add(service: { try await listener.run() })
    addControllers(to: &manager)
  }

  private func addControllers(to manager: inout Manager) {
    let alertController = controller(
      "alert", AlertReconciler(informer: alerts, client: context.client, reports: reports))
    alertController.watches(alerts) { [$0.key] }
    manager.add(alertController)
    let providerController = controller(
      "provider", ProviderReconciler(informer: providers, client: context.client, metrics: context.metrics))
    providerController.watches(providers)
    manager.add(providerController)
  }

  private func controller(_ name: String, _ reconciler: any Reconciler) -> Controller {
    Controller(
      name: name, concurrency: options.common.concurrent, backoff: options.common.backoff,
      observer: context.observer(for: name), reconciler: reconciler)
  }

  private static func deliverer(
    _ options: NotificationOptions, _ context: ControllerContext, _ providers: Informer<Provider>,
    _ secrets: RecentSecrets
  ) -> Deliverer {
    let client = context.client
    let loader = ProviderLoader(
      readSecret: { try await secrets.read($0, from: client, fresh: false) },
      allowsPlainHTTP: options.common.allowsPlainHTTP,
      defaultServiceAccount: options.common.defaultServiceAccount, logger: Logger(label: "provider"))
    let tokens = AccessTokenCache(options.common.tokenCache, metrics: TokenCacheMetrics(context.registry))
    var configuration = HTTPClientConfiguration()
    configuration.userAgent = NotificationOptions.profile.name
    configuration.maximumIdleConnections = 16
    return Deliverer(
      providers: providers, loader: loader, tokens: tokens, client: HTTPClient(configuration: configuration),
      hasChanged: { await secrets.hasChanged($0, from: client) })
  }

  private static func deliveryReports(_ reports: AlertReports, _ dropped: Counter) -> Dispatcher.Reports {
    Dispatcher.Reports(
      dropped: { provider, count, alert in
        dropped.increment(by: Double(count))
        reports.warn(
          alert, .dispatchFailed,
          "dropped \(count) events: more wait for the Provider '\(provider.name)' than there is room for")
      },
      failed: { _, notification, error in
        let isConfiguration = (error as? FailedDelivery)?.isConfiguration ?? (error is DispatchError)
        let verb = isConfiguration ? "dispatch" : "send"
        reports.warn(
          notification.alert, .dispatchFailed,
          "failed to \(verb) notification for \(notification.event.subject): \(error)")
      })
  }
}

import ControllerSupport
import GitOpsAPI
import HTTP
import Logging
import OperatorKit
import Synchronization

/// Delivers notifications: finds the Provider, reads its Secrets, and lets its notifier do the rest within the
/// Provider's timeout.
final class Deliverer: Sendable {
  private struct Loaded {
    let version: String?
    let settings: ProviderSettings
    let until: ContinuousClock.Instant
  }

  private let providers: Informer<Provider>
  private let loader: ProviderLoader
  private let tokens: TokenCache
  private let client: HTTPClient
  private let retries: Sender.Retries
  private let loaded = Mutex<[ObjectKey: Loaded]>([:])

  /// How long the content of Secrets is used before it is read again.
  private static let freshness = Duration.seconds(10)

  init(
    providers: Informer<Provider>, loader: ProviderLoader, tokens: TokenCache, client: HTTPClient,
    retries: Sender.Retries = Sender.Retries()
  ) {
    self.providers = providers
    self.loader = loader
    self.tokens = tokens
    self.client = client
    self.retries = retries
  }

  /// Throws ``FailedDelivery``, whose text holds no secret.
  func deliver(_ key: ObjectKey, _ notification: Notification) async throws {
    guard let provider = providers.store[key]?.object else { throw DispatchError.noProvider(key) }
    if provider.spec.suspend { return }
    let settings: ProviderSettings
    let notifier: any Notifier
    do {
      settings = try await self.settings(provider)
      let status = try StatusName.name(notification, provider)
      notifier = try NotifierFactory.make(settings, status: status, tokens: tokens)
    } catch let error where !(error is CancellationError) {
      throw FailedDelivery(
        isConfiguration: true,
        text: "failed to initialize notifier for provider '\(key.name)': \(error)")
    }
    let sender = Sender(client: client, timeout: settings.timeout, retries: retries)
    do {
      try await withDeadline(settings.timeout) { try await notifier.notify(notification, through: sender) }
    } catch let error where !(error is CancellationError) || !Task.isCancelled {
      // What the provider refused may be right again with a new Secret.
      forget(key)
      throw FailedDelivery(isConfiguration: false, text: Deliverer.masked("\(error)", settings.secrets))
    }
  }

  /// Forgets what was read for a Provider.
  func forget(_ key: ObjectKey) { loaded.withLock { $0[key] = nil } }

  private func settings(_ provider: Provider) async throws -> ProviderSettings {
    let version = provider.metadata.resourceVersion
    let now = ContinuousClock.now
    let known = loaded.withLock { $0[provider.key] }
    if let known, known.version == version, known.until > now { return known.settings }
    let settings = try await loader.load(provider)
    loaded.withLock { loaded in
      loaded = loaded.filter { $0.value.until > now }
      loaded[provider.key] = Loaded(version: version, settings: settings, until: now + Deliverer.freshness)
    }
    return settings
  }

  /// The text with `***` for each secret, the longest first.
  static func masked(_ text: String, _ secrets: [String]) -> String {
    var result = text
    for secret in secrets.map(\.trimmingSpaces).sorted(by: { $0.count > $1.count }) where !secret.isEmpty {
      result = result.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***")
    }
    return result
  }
}

/// A notification that was not delivered, and why.
struct FailedDelivery: Error, CustomStringConvertible {
  /// Whether the Provider itself is at fault, so that nothing was sent.
  let isConfiguration: Bool
  let text: String
  var description: String { text }
}

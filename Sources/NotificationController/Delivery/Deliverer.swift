import ControllerSupport
import GitOpsAPI
import HTTP
import Logging
import OperatorKit

/// Delivers notifications: finds the Provider, reads its Secrets, and lets its notifier do the rest within the
/// Provider's timeout.
struct Deliverer: Sendable {
  let providers: Informer<Provider>
  let loader: ProviderLoader
  let tokens: AccessTokenCache
  let client: HTTPClient
  var retries = Sender.Retries()
  /// Whether a Secret differs from what was last read.
  let hasChanged: @Sendable (ObjectKey) async -> Bool

  /// Throws ``FailedDelivery``, whose text holds no secret.
  func deliver(_ key: ObjectKey, _ notification: Notification) async throws {
    guard let provider = providers.store[key]?.object else { throw DispatchError.noProvider(key) }
    if provider.spec.suspend { return }
    do {
      try await attempt(provider, notification)
    } catch let failure as FailedDelivery where failure.mayBeForOldSecret {
      // Secrets are remembered for a moment. What was refused may be right with the one that is there now.
      guard await anySecretChanged(provider) else { throw failure }
      try await attempt(provider, notification)
    }
  }

  private func attempt(_ provider: Provider, _ notification: Notification) async throws {
    let settings: ProviderSettings
    let notifier: any Notifier
    do {
      settings = try await loader.load(provider)
      let status = try StatusName.name(notification, provider)
      notifier = try NotifierFactory.make(settings, status: status, tokens: tokens)
    } catch let error where !(error is CancellationError) {
      throw FailedDelivery(
        isConfiguration: true, mayBeForOldSecret: true,
        text: "failed to initialize notifier for provider '\(provider.key.name)': \(error)")
    }
    // The sender's own deadline bounds each exchange and each pause. A timer around all of it would be kept by the
    // runtime until its time, also when it was called off: thousands of them at a thousand deliveries a second.
    let sender = Sender(client: client, timeout: settings.timeout, retries: retries)
    do {
      try await notifier.notify(notification, through: sender)
    } catch let error where !(error is CancellationError) || !Task.isCancelled {
      throw FailedDelivery(
        isConfiguration: false, mayBeForOldSecret: (error as? DeliveryError)?.isRefusal ?? false,
        text: Deliverer.masked("\(error)", settings.secrets))
    }
  }

  private func anySecretChanged(_ provider: Provider) async -> Bool {
    let references = [provider.spec.secretRef, provider.spec.certSecretRef, provider.spec.proxySecretRef]
    for reference in references.compactMap({ $0 }) {
      if await hasChanged(ObjectKey(namespace: provider.key.namespace, name: reference.name)) { return true }
    }
    return false
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
  /// Whether another Secret might help.
  let mayBeForOldSecret: Bool
  let text: String
  var description: String { text }
}

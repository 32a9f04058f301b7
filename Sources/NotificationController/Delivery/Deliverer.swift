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
    } catch let failure as FailedDelivery {
      guard let mended = await mended(provider, failure) else { throw failure }
      if mended.spec.suspend { return }
      try await attempt(mended, notification)
    }
  }

  /// The Provider as it is now, if what has failed may be right with it: it was changed meanwhile, or one of its Secrets
  /// was. These are remembered for a moment, which is why a refusal makes us look.
  private func mended(_ provider: Provider, _ failure: FailedDelivery) async -> Provider? {
    guard let current = providers.store[provider.key]?.object else { return nil }
    if current.metadata.generation != provider.metadata.generation { return current }
    guard failure.mayBeForOldSecret, await anySecretChanged(current) else { return nil }
    return current
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
    // The sender's deadline bounds each exchange and each pause.
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
    for key in provider.secretKeys where await hasChanged(key) { return true }
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

extension Provider {
  /// The Secrets it refers to.
  var secretKeys: [ObjectKey] {
    [spec.secretRef, spec.certSecretRef, spec.proxySecretRef].compactMap { reference in
      reference.map { ObjectKey(namespace: key.namespace, name: $0.name) }
    }
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

import ControllerSupport
import GitOpsAPI
import HTTP
import JSON
import Logging
import OperatorKit
import YAML

/// Reads what a Provider refers to.
struct ProviderLoader: Sendable {
  typealias ReadSecret = @Sendable (ObjectKey) async throws -> SecretData

  let readSecret: ReadSecret
  let allowsPlainHTTP: Bool
  let defaultServiceAccount: String
  let logger: Logger

  private static let maximumAddressBytes = 2048

  /// Throws ``ProviderError``, `SecretError`, `KubernetesError`.
  func load(_ provider: Provider) async throws -> ProviderSettings {
    let spec = provider.spec
    let namespace = provider.key.namespace
    var settings = ProviderSettings(type: spec.type, key: provider.key, uid: provider.metadata.uid ?? "")
    settings.allowsPlainHTTP = allowsPlainHTTP
    settings.address = spec.address ?? ""
    settings.channel = spec.channel ?? ""
    settings.username = spec.username ?? ""
    settings.serviceAccount = spec.serviceAccountName ?? defaultServiceAccount
    settings.timeout = spec.effectiveTimeout.duration
    if let proxy = spec.proxy { settings.proxy = try ProviderLoader.proxy(proxy, "spec.proxy", spec.type) }
    if let reference = spec.secretRef {
      let secret = try await readSecret(ObjectKey(namespace: namespace, name: reference.name))
      try read(secret, into: &settings)
      if spec.certSecretRef == nil, spec.type.reportsCommitStatus {
        _ = try secret.basicCredentials()  // half of a pair makes the Secret malformed
        if let tls = try secret.tls() { settings.tls = ProviderLoader.replacingRoots(tls.options) }
      }
    }
    if let reference = spec.proxySecretRef {
      settings.proxy = try await readSecret(ObjectKey(namespace: namespace, name: reference.name)).proxy()
    }
    if let reference = spec.certSecretRef {
      let secret = try await readSecret(ObjectKey(namespace: namespace, name: reference.name))
      let tls = try secret.requiredTLS()
      if !tls.legacyKeys.isEmpty {
        logger.warning(
          "old key names in a Secret",
          metadata: [
            "secret": "\(secret.key)", "keys": "\(tls.legacyKeys.joined(separator: ", "))",
          ])
      }
      settings.tls = ProviderLoader.replacingRoots(tls.options)
    }
    return settings
  }

  private func read(_ secret: SecretData, into settings: inout ProviderSettings) throws {
    for name in secret.names { settings.secret[name] = secret.bytes(name) }
    if let address = try secret.text("address") {
      guard address.utf8.count <= ProviderLoader.maximumAddressBytes else {
        throw SecretError.malformed(
          secret.key, key: "address", reason: "is longer than \(ProviderLoader.maximumAddressBytes) bytes")
      }
      settings.address = address.trimmingSpaces
    }
    if let proxy = try secret.text("proxy") {
      settings.proxy = try ProviderLoader.proxy(proxy.trimmingSpaces, "the Secret's proxy", settings.type)
    }
    if let headers = secret.bytes("headers") { settings.headers = try ProviderLoader.headers(headers, secret.key) }
    switch (try secret.text("username"), try secret.text("password")) {
    case (let username?, let password?): (settings.username, settings.password) = (username, password)
    case (nil, nil): break
    default: return  // half of a pair: as upstream, no credentials of this Secret count
    }
    if let token = try secret.text("token") { settings.token = token }
  }

  private static func proxy(_ text: String, _ place: String, _ type: ProviderType) throws -> ProxyOption {
    guard let url = RemoteURL(text), ["http", "https", "socks5"].contains(url.scheme) else {
      throw ProviderError.invalid(type, "\(place) is not a URL with one of the schemes http, https, socks5")
    }
    return .url(url)
  }

  private static func headers(_ text: [UInt8], _ key: ObjectKey) throws -> [String: String] {
    guard let documents = try? YAML.decode(text), documents.count <= 1,
      let values = (documents.first ?? .object([:])).stringMapValue
    else { throw SecretError.malformed(key, key: "headers", reason: "is not a YAML map of strings") }
    for (name, value) in values {
      guard !name.isEmpty, !(name + value).utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
        throw SecretError.malformed(key, key: "headers", reason: "has a name or value with control characters")
      }
    }
    return values
  }

  /// The authorities of a Secret are the only ones.
  private static func replacingRoots(_ options: TLSOptions) -> TLSOptions {
    var options = options
    if options.caPEM != nil { options.useSystemRoots = false }
    return options
  }
}

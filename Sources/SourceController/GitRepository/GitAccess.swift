import ControllerSupport
import Git
import GitOpsAPI
import HTTP
import OperatorKit

/// Makes the connection to a repository: address, credentials, trust and proxy.
struct GitAccess: Sendable {
  let client: KubernetesClient
  let http: HTTPClient
  let allowsPlainHTTP: Bool
  /// Is told of the secrets that are read.
  let redactor: Redactor
  private let servers = KnownServers()
  private let secrets = RecentSecrets()

  init(client: KubernetesClient, http: HTTPClient = .shared, allowsPlainHTTP: Bool, redactor: Redactor) {
    self.client = client
    self.http = http
    self.allowsPlainHTTP = allowsPlainHTTP
    self.redactor = redactor
  }

  /// The repository of an object. Throws ``SourceFailure`` and `KubernetesError`.
  ///
  /// - Parameter fresh: Whether Secrets that were read a moment ago will not do.
  func remote(for object: GitRepository, fresh: Bool) async throws -> GitRemote {
    let url = try address(object)
    var options = HTTPOptions()
    options.totalTimeout = object.spec.effectiveTimeout.duration
    options.connectionGroup = object.metadata.namespace
    var credentials = HTTPTransport.Credentials.none
    do {
      if let reference = object.spec.secretRef {
        let secret = try await secret(reference, of: object, fresh: fresh)
        try refuseAppData(secret)
        if let found = try secret.tls() { options.tls = found.options }
        credentials = self.credentials(try secret.httpCredentials())
      }
      if let reference = object.spec.proxySecretRef {
        options.proxy = try await secret(reference, of: object, fresh: fresh).proxy()
      }
    } catch let error as SecretError {
      throw SourceFailure(
        ConditionType.fetchFailed, reason: SourceReason.authenticationFailed,
        "failed to configure authentication options: \(error)")
    }
    let transport: HTTPTransport
    do {
      transport = try HTTPTransport(url: url, credentials: credentials, options: options, client: http)
    } catch {
      throw try GitFailure.failure(error)
    }
    return GitRemote(transport, knownCapabilities: servers.capabilities(of: object.spec.url))
  }

  func remember(_ capabilities: ServerCapabilities, of url: String) { servers.remember(capabilities, of: url) }

  private func address(_ object: GitRepository) throws -> RemoteURL {
    func invalid(_ problem: String) -> SourceFailure {
      SourceFailure(ConditionType.fetchFailed, reason: SourceReason.urlInvalid, problem, remedy: .stall)
    }
    guard let url = RemoteURL(object.spec.url), url.scheme == "http" || url.scheme == "https" else {
      throw invalid("spec.url is not a valid http or https URL")
    }
    if url.scheme == "http", !allowsPlainHTTP {
      throw invalid("spec.url uses http, which --insecure-allow-http=false forbids; use https")
    }
    return url
  }

  /// Whether the object's Secrets are others than those that were last read.
  func hasNewSecrets(_ object: GitRepository) async -> Bool {
    for reference in [object.spec.secretRef, object.spec.proxySecretRef].compactMap(\.self) {
      if await secrets.hasChanged(key(reference, of: object), from: client) { return true }
    }
    return false
  }

  private func key(_ reference: LocalObjectReference, of object: GitRepository) -> ObjectKey {
    ObjectKey(namespace: object.metadata.namespace ?? "", name: reference.name)
  }

  private func secret(
    _ reference: LocalObjectReference, of object: GitRepository, fresh: Bool
  ) async throws -> SecretData {
    let key = key(reference, of: object)
    do {
      return try await secrets.read(key, from: client, fresh: fresh)
    } catch let error as KubernetesError where error.kind == .forbidden {
      throw SourceFailure(
        ConditionType.fetchFailed, reason: SourceReason.authenticationFailed,
        "failed to get secret '\(key)': \(error.message)")
    }
  }

  private func refuseAppData(_ secret: SecretData) throws {
    guard secret.bytes("githubAppID")?.isEmpty == false else { return }
    throw SourceFailure(
      ConditionType.fetchFailed, reason: SourceReason.invalidProviderConfiguration,
      "secretRef '\(secret.key)' has github app data but provider is not set to github")
  }

  private func credentials(_ found: HTTPCredentials?) -> HTTPTransport.Credentials {
    for secret in found?.secrets ?? [] { redactor.remember(secret) }
    return switch found {
    case .basic(let username, let password): .basic(username: username, password: password)
    case .bearer(let token): .bearer(token: token)
    case nil: .none
    }
  }
}

import ControllerSupport
import Git
import GitOpsAPI
import HTTP
import OperatorKit
import Synchronization

/// Makes the connection to a repository: address, credentials, trust and proxy.
final class GitAccess: Sendable {
  private let client: KubernetesClient
  private let http: HTTPClient
  private let allowsPlainHTTP: Bool
  /// What servers could do when they were last asked; saves the first of two requests of a listing.
  private let capabilities = Mutex<[String: ServerCapabilities]>([:])

  init(client: KubernetesClient, http: HTTPClient, allowsPlainHTTP: Bool) {
    self.client = client
    self.http = http
    self.allowsPlainHTTP = allowsPlainHTTP
  }

  /// The repository of an object. Throws ``SourceFailure``.
  func remote(for object: GitRepository) async throws -> GitRemote {
    guard let url = RemoteURL(object.spec.url) else {
      throw SourceFailure(
        ConditionType.fetchFailed, reason: "URLInvalid", "spec.url is not a valid URL", remedy: .stall)
    }
    if url.scheme == "http", !allowsPlainHTTP {
      throw SourceFailure(
        ConditionType.fetchFailed, reason: "URLInvalid",
        "spec.url uses http, which --insecure-allow-http=false forbids; use https", remedy: .stall)
    }
    var options = HTTPOptions()
    options.totalTimeout = object.spec.effectiveTimeout.duration
    options.connectionGroup = object.metadata.namespace
    var credentials = HTTPTransport.Credentials.none
    do {
      if let reference = object.spec.secretRef {
        let secret = try await secret(reference, of: object)
        if let found = try secret.tls() { options.tls = found.options }
        credentials = GitAccess.credentials(try secret.httpCredentials())
      }
      if let reference = object.spec.proxySecretRef {
        options.proxy = try await secret(reference, of: object).proxy()
      }
    } catch let error as SecretError {
      throw SourceFailure(ConditionType.fetchFailed, reason: "AuthenticationFailed", "\(error)")
    }
    do {
      let transport = try HTTPTransport(url: url, credentials: credentials, options: options, client: http)
      return GitRemote(transport, knownCapabilities: capabilities.withLock { $0[object.spec.url] })
    } catch {
      throw SourceFailure(ConditionType.fetchFailed, reason: "URLInvalid", "\(error)", remedy: .stall)
    }
  }

  func remember(_ capabilities: ServerCapabilities, of url: String) {
    self.capabilities.withLock { known in
      if known.count > 10_000 { known = [:] }
      known[url] = capabilities
    }
  }

  private func secret(_ reference: LocalObjectReference, of object: GitRepository) async throws -> SecretData {
    let key = ObjectKey(namespace: object.metadata.namespace ?? "", name: reference.name)
    do {
      return SecretData(try await client.get(.secret, key))
    } catch let error as KubernetesError {
      throw SourceFailure(
        ConditionType.fetchFailed, reason: "AuthenticationFailed",
        "failed to get secret '\(key)': \(error.message)")
    }
  }

  private static func credentials(_ found: HTTPCredentials?) -> HTTPTransport.Credentials {
    switch found {
    case .basic(let username, let password): .basic(username: username, password: password)
    case .bearer(let token): .bearer(token: token)
    case nil: .none
    }
  }
}

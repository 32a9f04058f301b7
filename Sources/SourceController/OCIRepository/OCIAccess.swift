import ControllerSupport
import GitOpsAPI
import HTTP
import OperatorKit
import Registry

/// Makes the connection to a repository: address, credentials, trust and proxy.
struct OCIAccess: Sendable {
  let client: KubernetesClient
  let http: HTTPClient
  let secrets: SourceSecrets
  let tokens: RegistryTokenCache

  /// The repository of an object. Throws ``SourceFailure`` and `KubernetesError`.
  func repository(for object: OCIRepository) async throws -> RegistryClient {
    let namespace = object.metadata.namespace
    let spec = object.spec
    let address: RepositoryAddress
    do { address = try RepositoryAddress(spec.url) } catch { throw OCIFailure.invalidURL(object, error) }
    var access = RegistryAccess(allowsPlainHTTP: spec.insecure)
    access.options.idleTimeout = spec.effectiveTimeout.duration
    access.options.connectionGroup = namespace
    if let reference = spec.certSecretRef {
      access.options.tls = try await secrets.tls(reference, in: namespace)
    } else if spec.insecure {
      access.options.tls.insecureSkipVerify = true
    }
    if let reference = spec.proxySecretRef { access.options.proxy = try await secrets.proxy(reference, in: namespace) }
    access.credentials = try await credentials(for: object, address)
    return RegistryClient(address, access, http: http, tokens: tokens)
  }

  /// The first of the object's Secrets, then of the service account's, that has something for the repository.
  private func credentials(
    for object: OCIRepository, _ address: RepositoryAddress
  ) async throws -> RegistryCredentials {
    let namespace = object.metadata.namespace
    if let reference = object.spec.secretRef {
      let secret = try await secrets.read(reference, in: namespace, for: "authentication")
      if let found = try secrets.registryCredentials(secret, for: address) { return found }
    }
    if let name = object.spec.serviceAccountName {
      for reference in try await pullSecrets(ofAccount: ObjectKey(namespace: namespace ?? "", name: name)) {
        let secret = try await secrets.read(reference, in: namespace, for: "image pull")
        if let found = try secrets.registryCredentials(secret, for: address) { return found }
      }
    }
    return .anonymous
  }

  private func pullSecrets(ofAccount key: ObjectKey) async throws -> [LocalObjectReference] {
    guard let account = try await client.find(.serviceAccount, key) else {
      throw SourceSecrets.refusal("failed to get credential: service account '\(key)' not found")
    }
    let references = account.json["imagePullSecrets"]?.arrayValue ?? []
    return references.compactMap { $0["name"]?.stringValue.map { LocalObjectReference(name: $0) } }
  }
}

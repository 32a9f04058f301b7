import ControllerSupport
import GitOpsAPI
import HTTP
import OperatorKit
import Registry

/// How a Helm repository is reached: address, credentials, trust.
struct HelmEndpoint: Sendable {
  let url: RemoteURL
  var options = HTTPOptions()
  var credentials: HTTPCredentials?
  /// Whether credentials go to hosts other than the repository's.
  var passCredentials = false
  var allowsPlainHTTP = false
  var registryCredentials = RegistryCredentials.anonymous
  var timeout: Duration

  /// A request for something in the repository, with credentials where they may go.
  func request(_ target: RemoteURL) -> HTTPRequest {
    var request = HTTPRequest(url: target, options: options)
    if passCredentials || target.hasSameOrigin(as: url) {
      credentials?.apply(to: &request.headers)
    } else {
      request.options.tls.clientCertificatePEM = nil
      request.options.tls.clientKeyPEM = nil
    }
    request.options.redirects = .follow(max: 10)
    return request
  }

  /// How its registry is reached, for repositories of type oci.
  var registryAccess: RegistryAccess {
    RegistryAccess(credentials: registryCredentials, options: options, allowsPlainHTTP: allowsPlainHTTP)
  }
}

/// Makes of a HelmRepository what is needed to reach it.
struct HelmAccess: Sendable {
  let secrets: SourceSecrets

  /// Throws ``SourceFailure`` and `KubernetesError`.
  func endpoint(of object: HelmRepository) async throws -> HelmEndpoint {
    let spec = object.spec
    guard let url = RepositoryURL.normalized(spec.url) else {
      throw HelmRepositoryFailure.invalidURL("'\(spec.url)' is not an http, https or oci URL")
    }
    var endpoint = HelmEndpoint(url: url, timeout: spec.effectiveTimeout.duration)
    endpoint.passCredentials = spec.passCredentials
    endpoint.allowsPlainHTTP = spec.insecure
    endpoint.options.idleTimeout = endpoint.timeout
    endpoint.options.connectionGroup = object.metadata.namespace
    if let reference = spec.certSecretRef {
      endpoint.options.tls = try await secrets.tls(reference, in: object.metadata.namespace)
    }
    if let reference = spec.secretRef {
      let secret = try await secrets.read(reference, in: object.metadata.namespace, for: "authentication")
      try configure(&endpoint, with: secret, of: spec)
    }
    return endpoint
  }

  private func configure(_ endpoint: inout HelmEndpoint, with secret: SecretData, of spec: HelmRepository.Spec) throws {
    if spec.effectiveType == .oci, secret.type == "kubernetes.io/dockerconfigjson" {
      let address = try SourceSecrets.address(endpoint.url)
      guard let found = try secrets.registryCredentials(secret, for: address) else {
        throw SourceSecrets.refusal(
          "no auth config for '\(address.host)' in the docker-registry Secret '\(secret.key.name)'")
      }
      endpoint.registryCredentials = found
      return
    }
    try SourceSecrets.checked {
      if spec.certSecretRef == nil, let tls = try secret.tls() { endpoint.options.tls = tls.options }
      guard let found = try secret.basicCredentials() else { return }
      for text in found.secrets { secrets.redactor.remember(text) }
      endpoint.credentials = found
      if case .basic(let username, let password) = found {
        endpoint.registryCredentials = .basic(username: username, password: password)
      }
    }
  }
}

extension SourceSecrets {
  /// The repository that an `oci://` URL names; throws ``SourceFailure``.
  static func address(_ url: RemoteURL) throws -> RepositoryAddress {
    do { return try RepositoryAddress(url.string(includingCredentials: false)) } catch {
      throw HelmRepositoryFailure.invalidURL("\(error)")
    }
  }
}

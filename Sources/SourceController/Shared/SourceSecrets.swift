import ControllerSupport
import GitOpsAPI
import HTTP
import OperatorKit
import Registry

/// Reads the Secrets that sources refer to, and turns what is wrong with them into conditions.
struct SourceSecrets: Sendable {
  let client: KubernetesClient
  /// Is told of the secrets that are read.
  let redactor: Redactor

  static let dockerConfigKey = ".dockerconfigjson"

  /// A Secret in the namespace of an object; throws ``SourceFailure``.
  func read(_ reference: LocalObjectReference, in namespace: String?, for purpose: String) async throws -> SecretData {
    let key = ObjectKey(namespace: namespace ?? "", name: reference.name)
    do {
      return try await SecretData.read(key, from: client)
    } catch let error as SecretError {
      throw Self.refusal("failed to get \(purpose) secret '\(key)': \(error)")
    } catch let error as KubernetesError where error.kind == .forbidden {
      throw Self.refusal("failed to get \(purpose) secret '\(key)': \(error.message)")
    }
  }

  /// Certificates of a Secret that must have some; throws ``SourceFailure``.
  func tls(_ reference: LocalObjectReference, in namespace: String?) async throws -> TLSOptions {
    let secret = try await read(reference, in: namespace, for: "TLS authentication")
    return try Self.checked { try secret.requiredTLS().options }
  }

  /// The proxy of a Secret; throws ``SourceFailure``.
  func proxy(_ reference: LocalObjectReference, in namespace: String?) async throws -> ProxyOption {
    let secret = try await read(reference, in: namespace, for: "proxy")
    return try Self.checked { try secret.proxy() }
  }

  /// What a Secret of type `kubernetes.io/dockerconfigjson` has for a repository; `nil` when that is nothing.
  /// Throws ``SourceFailure``.
  func registryCredentials(
    _ secret: SecretData, for repository: RepositoryAddress
  ) throws -> RegistryCredentials? {
    guard let json = secret.bytes(Self.dockerConfigKey) else {
      throw Self.refusal("secret '\(secret.key)' has no key '\(Self.dockerConfigKey)'")
    }
    do {
      let credentials = try DockerConfig(json).credentials(for: repository)
      for secret in credentials?.secrets ?? [] { redactor.remember(secret) }
      return credentials
    } catch {
      throw Self.refusal("secret '\(secret.key)': \(error)")
    }
  }

  /// Turns what is wrong with a Secret into a failure.
  static func checked<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as SecretError {
      throw refusal("failed to configure authentication options: \(error)")
    }
  }

  static func refusal(_ message: String) -> SourceFailure {
    SourceFailure(ConditionType.fetchFailed, reason: SourceReason.authenticationFailed, message)
  }
}

/// What a spec may ask for that is not there yet. It is refused by name instead of being passed over.
enum SourceSupport {
  static func refusal(_ what: String, _ wayOut: String) -> SourceFailure {
    SourceFailure(
      ConditionType.fetchFailed, reason: "NotSupported", "\(what) is not supported by this version; \(wayOut)",
      remedy: .stall)
  }
}

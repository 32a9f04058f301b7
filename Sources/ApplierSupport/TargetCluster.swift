public import ControllerSupport
public import GitOpsAPI
import HTTP
import JSON
public import OperatorKit
import Synchronization

/// Makes the client that an object's objects are applied with: the one place where impersonation and foreign clusters
/// are decided, before any request leaves.
///
/// Guarantees: with a service account, given or by default, the client carries that identity; there is no way round.
/// A kubeconfig from a Secret opens no file and runs no program unless the operator's flags allow it.
public struct TargetCluster: Sendable {
  private let client: KubernetesClient
  private let options: CommonOptions
  private let remotes = RemoteClients()

  public init(client: KubernetesClient, options: CommonOptions) {
    self.client = client
    self.options = options
  }

  /// The client for an object of a namespace. Throws ``ApplierProblem`` and `KubernetesError`.
  ///
  /// - Parameter serviceAccount: Whom to act as; `nil` for the one that the operator's flags name, if any.
  public func client(
    namespace: String, kubeConfig: KubeConfigReference?, serviceAccount: String?
  ) async throws -> KubernetesClient {
    let target = try await cluster(kubeConfig, namespace: namespace)
    let account = serviceAccount ?? options.defaultServiceAccount
    guard !account.isEmpty else { return target }
    guard let identity = Impersonation(serviceAccount: account, namespace: namespace) else {
      throw failure("service account '\(account)' in namespace '\(namespace)' is not an identity")
    }
    return target.impersonating(identity)
  }

  /// Whether the service account to act as exists; finalization must not wait for one that is gone.
  public func hasServiceAccount(
    namespace: String, kubeConfig: KubeConfigReference?, serviceAccount: String?
  ) async throws -> Bool {
    let account = serviceAccount ?? options.defaultServiceAccount
    guard !account.isEmpty, kubeConfig == nil else { return true }
    let key = ObjectKey(namespace: namespace, name: account)
    return try await client.find(.serviceAccount, key, as: .metadata) != nil
  }

  private func cluster(_ reference: KubeConfigReference?, namespace: String) async throws -> KubernetesClient {
    guard let reference else { return client }
    if let secret = reference.secretRef { return try await remote(secret, namespace: namespace) }
    throw failure(
      "spec.kubeConfig.configMapRef is not supported yet; name a Secret with a kubeconfig in spec.kubeConfig.secretRef")
  }

  private func remote(_ reference: SecretKeyReference, namespace: String) async throws -> KubernetesClient {
    let key = ObjectKey(namespace: namespace, name: reference.name)
    guard let secret = try await client.find(.secret, key) else {
      throw ApplierProblem(.notFound, "kubeconfig Secret '\(key)' not found")
    }
    let version = "\(secret.uid ?? "")/\(secret.resourceVersion ?? "")"
    if let known = remotes.find(key, version) { return known }
    let text = try kubeconfig(in: secret, reference)
    do {
      let trust = Kubeconfig.Trust.tenant(
        allowExec: options.allowsKubeconfigExec, allowInsecureTLS: options.allowsInsecureKubeconfigTLS)
      let made = client.connecting(to: try Kubeconfig(text, trust: trust).configuration())
      remotes.remember(key, version, made)
      return made
    } catch let error as ClientConfigurationError {
      throw failure("kubeconfig Secret '\(key)': \(error)")
    }
  }

  private func kubeconfig(in secret: DynamicObject, _ reference: SecretKeyReference) throws -> [UInt8] {
    let names = reference.key.map { [$0] } ?? ["value", "value.yaml"]
    for name in names {
      if let data = secret.secretValue(name) { return data }
    }
    throw failure("kubeconfig Secret '\(secret.key)' has no key '\(names.joined(separator: "' or '"))'")
  }

  private func failure(_ message: String) -> ApplierProblem { ApplierProblem(.unusable, message) }
}

/// Clients of foreign clusters, one a Secret, as long as the Secret stays as it is.
private final class RemoteClients: Sendable {
  private let clients = Mutex<[ObjectKey: (version: String, client: KubernetesClient)]>([:])

  func find(_ key: ObjectKey, _ version: String) -> KubernetesClient? {
    clients.withLock { clients in clients[key].flatMap { $0.version == version ? $0.client : nil } }
  }

  func remember(_ key: ObjectKey, _ version: String, _ client: KubernetesClient) {
    clients.withLock { $0[key] = (version, client) }
  }
}

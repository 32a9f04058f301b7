public import ControllerSupport
import Digests
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
  private let tokens: TokenAccess
  private let kind: String
  private let remotes = RemoteClients()

  /// - Parameters:
  ///   - kind: Of the objects that ask, for the metrics.
  ///   - operation: What tokens are got for, for the metrics.
  ///   - kubeconfigAccount: As `--default-kubeconfig-service-account`; empty for none.
  public init(
    client: KubernetesClient, options: CommonOptions, kind: String = "Kustomization",
    operation: TokenCacheMetrics.Operation = .fetchKubeconfig, kubeconfigAccount: String = "",
    metrics: TokenCacheMetrics? = nil
  ) {
    self.client = client
    self.options = options
    self.kind = kind
    tokens = TokenAccess(
      client: client, options: options, operation: operation, defaultAccount: kubeconfigAccount,
      cache: AccessTokenCache(options.tokenCache, metrics: metrics))
  }

  /// The client for an object of a namespace. Throws ``ApplierProblem`` and `KubernetesError`.
  ///
  /// - Parameters:
  ///   - serviceAccount: Whom to act as; `nil` for the one that the operator's flags name, if any.
  ///   - name: Of the object, for the metrics.
  public func client(
    namespace: String, name: String = "", kubeConfig: KubeConfigReference?, serviceAccount: String?
  ) async throws -> KubernetesClient {
    let target = try await cluster(kubeConfig, of: ObjectKey(namespace: namespace, name: name))
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

  /// Whom objects without a service account of their own are applied as; empty for the controller itself.
  public var defaultServiceAccount: String { options.defaultServiceAccount }

  private func cluster(_ reference: KubeConfigReference?, of object: ObjectKey) async throws -> KubernetesClient {
    guard let reference else { return client }
    if let secret = reference.secretRef { return try await remote(secret, namespace: object.namespace) }
    if let map = reference.configMapRef { return try await described(map, of: object) }
    throw failure("spec.kubeConfig names neither a Secret nor a ConfigMap")
  }

  /// A cluster that a ConfigMap describes, with a token of a service account instead of a kubeconfig.
  private func described(_ reference: LocalObjectReference, of object: ObjectKey) async throws -> KubernetesClient {
    let key = ObjectKey(namespace: object.namespace, name: reference.name)
    guard let map = try await client.find(.configMap, key) else {
      throw ApplierProblem(.notFound, "kubeconfig ConfigMap '\(key)' not found")
    }
    let cluster = try ClusterDescription(map)
    let token = try await tokens.token(cluster, for: (kind, object))
    let version = "\(map.uid ?? "")/\(map.resourceVersion ?? "")/\(DigestAlgorithm.sha256.hexDigest(of: token))"
    let name = "ConfigMap/\(key)"
    if let known = remotes.find(name, version) { return known }
    let made = client.connecting(to: cluster.configuration(token: token))
    remotes.remember(name, version, made)
    return made
  }

  private func remote(_ reference: SecretKeyReference, namespace: String) async throws -> KubernetesClient {
    let key = ObjectKey(namespace: namespace, name: reference.name)
    guard let secret = try await client.find(.secret, key) else {
      throw ApplierProblem(.notFound, "kubeconfig Secret '\(key)' not found")
    }
    // One Secret may hold several kubeconfigs.
    let name = "Secret/\(key)/\(reference.key ?? "")"
    let version = "\(secret.uid ?? "")/\(secret.resourceVersion ?? "")"
    if let known = remotes.find(name, version) { return known }
    let text = try kubeconfig(in: secret, reference)
    do {
      let trust = Kubeconfig.Trust.tenant(
        allowExec: options.allowsKubeconfigExec, allowInsecureTLS: options.allowsInsecureKubeconfigTLS)
      let made = client.connecting(to: try Kubeconfig(text, trust: trust).configuration())
      remotes.remember(name, version, made)
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

/// Clients of foreign clusters, one a Secret or ConfigMap, as long as that stays as it is.
private final class RemoteClients: Sendable {
  private let clients = Mutex<[String: (version: String, client: KubernetesClient)]>([:])

  func find(_ key: String, _ version: String) -> KubernetesClient? {
    clients.withLock { clients in clients[key].flatMap { $0.version == version ? $0.client : nil } }
  }

  func remember(_ key: String, _ version: String, _ client: KubernetesClient) {
    clients.withLock { $0[key] = (version, client) }
  }
}

import ControllerSupport
import Digests
import GitOpsAPI
import JSON
import OperatorKit

/// Gets tokens for clusters that ConfigMaps describe, in exchange for the identity of a service account of this cluster.
struct TokenAccess: Sendable {
  let client: KubernetesClient
  let options: CommonOptions
  /// For the metrics.
  let operation: TokenCacheMetrics.Operation
  /// As `--default-kubeconfig-service-account`; empty for none.
  let defaultAccount: String
  let cache: AccessTokenCache

  /// A token for the cluster. Throws ``ApplierProblem`` and `KubernetesError`.
  func token(_ cluster: ClusterDescription, for object: (kind: String, key: ObjectKey)) async throws -> String {
    let account = try account(cluster, namespace: object.key.namespace)
    return try await cache.token(cluster.tokenKey(account), for: object, operation) {
      do {
        let (token, expires) = try await client.createToken(account, audiences: cluster.audiences)
        return AccessToken(value: token, expires: expires)
      } catch let error as KubernetesError where error.kind == .notFound {
        throw ApplierProblem(.notFound, "service account '\(account)' not found; it is to authenticate to the cluster")
      }
    }.value
  }

  private func account(_ cluster: ClusterDescription, namespace: String) throws -> ObjectKey {
    let name = cluster.serviceAccount ?? defaultAccount
    if name.isEmpty { return try own() }
    guard options.gates.isEnabled(CommonGate.objectLevelWorkloadIdentity) else {
      throw ApplierProblem(
        .terminal,
        "a service account for spec.kubeConfig.configMapRef needs the controller to run with "
          + "--feature-gates=\(CommonGate.objectLevelWorkloadIdentity)=true",
        reason: Reason.featureGateDisabled)
    }
    return ObjectKey(namespace: namespace, name: name)
  }

  /// The controller's own service account, which its token names.
  private func own() throws -> ObjectKey {
    let token: String? =
      switch client.configuration.credentials {
      case .token(let token): token
      case .tokenFile(let path): String(decoding: try readFile(path), as: UTF8.self)
      default: nil
      }
    guard let subject = token.flatMap(TokenAccess.subject),
      let account = Impersonation.serviceAccount(user: subject)
    else {
      throw ApplierProblem(
        .unusable,
        "the controller does not run as a service account; name one in the key 'serviceAccountName' of the ConfigMap")
    }
    return account
  }

  /// The `sub` claim of a token. Nothing is verified: it is our own.
  private static func subject(_ token: String) -> String? {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let payload = Base64.decode(String(parts[1]), .urlSafe) else { return nil }
    return try? JSONValue(parsing: payload)["sub"]?.stringValue
  }
}

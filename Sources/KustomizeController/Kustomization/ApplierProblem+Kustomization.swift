import ApplierSupport
import GitOpsAPI
import OperatorKit

extension TargetCluster {
  /// The client of a Kustomization. Throws ``KustomizationFailure``.
  func client(for object: Kustomization) async throws -> KubernetesClient {
    try await KustomizationFailure.translating {
      try await client(
        namespace: object.metadata.namespace ?? "", name: object.metadata.name,
        kubeConfig: object.spec.kubeConfig, serviceAccount: object.spec.serviceAccountName)
    }
  }

  /// Whether the service account to act as exists.
  func hasServiceAccount(_ object: Kustomization) async throws -> Bool {
    try await hasServiceAccount(
      namespace: object.metadata.namespace ?? "", kubeConfig: object.spec.kubeConfig,
      serviceAccount: object.spec.serviceAccountName)
  }
}

extension KustomizationFailure {
  /// What is wrong with the object's settings, under a reason.
  init(_ reason: String, _ problem: ApplierProblem) {
    let isTerminal = problem.kind == .terminal
    self.init(
      problem.reason ?? reason, problem.message, remedy: isTerminal ? .stall : .retryInterval,
      observesGeneration: isTerminal && problem.reason != Reason.featureGateDisabled)
  }

  /// Problems become failures of a Kustomization.
  static func translating<Result>(
    as reason: String = Reason.reconciliationFailed, _ work: () async throws -> Result
  ) async throws -> Result {
    do { return try await work() } catch let problem as ApplierProblem { throw KustomizationFailure(reason, problem) }
  }

  static func translating<Result>(
    as reason: String = Reason.reconciliationFailed, _ work: () throws -> Result
  ) throws -> Result {
    do { return try work() } catch let problem as ApplierProblem { throw KustomizationFailure(reason, problem) }
  }
}

extension HealthExpressions {
  /// Throws ``KustomizationFailure``.
  init(of object: Kustomization) throws {
    self = try KustomizationFailure.translating(as: Reason.invalidCELExpression) {
      try HealthExpressions(object.spec.healthCheckExprs)
    }
  }
}

import ApplierSupport
import ControllerSupport
package import GitOpsAPI
import JSON
import OperatorKit

/// Decides whether what a Kustomization depends on is ready.
///
/// Dependencies are read from the API server, because another shard may look after them.
package struct DependencyCheck: Sendable {
  let client: KubernetesClient
  let options: KustomizeOptions
  /// What the Kustomizations that are known here depend on.
  let graph: @Sendable (ObjectKey) -> [ObjectKey]

  /// Throws the failure of the first dependency that is not ready.
  func check(_ kustomization: Kustomization, artifact: Artifact) async throws {
    if !kustomization.spec.dependsOn.isEmpty,
      let cycle = DependencyCycle.find(from: kustomization.key, dependencies: graph)
    {
      throw notReady(
        "the dependencies form a cycle: \(cycle.map(\.description).joined(separator: " -> ")); remove one of them")
    }
    for reference in kustomization.spec.dependsOn {
      let key = reference.key(from: kustomization.metadata.namespace ?? "")
      guard let object = try await client.find(Kustomization.resourceType, key) else {
        throw notReady("dependency '\(key)' not found")
      }
      if let expression = reference.readyExpr {
        // Expressions may ask for what is not kept here.
        let own = try await client.get(Kustomization.resourceType, kustomization.key)
        try evaluate(expression, own.json, object, key)
        if !options.has(KustomizeOptions.Gate.additiveCELDependencyCheck) { continue }
      }
      let dependency: Kustomization
      do {
        dependency = try object.decode()
      } catch {
        throw notReady("dependency '\(key)' cannot be read: \(JSONDecoding.describe(error))")
      }
      if let problem = DependencyCheck.problem(dependency, of: kustomization, artifact: artifact) {
        throw notReady("dependency '\(key)' \(problem)")
      }
    }
  }

  /// Why a dependency does not count as ready; `nil` when it does.
  package static func problem(
    _ dependency: Kustomization, of kustomization: Kustomization, artifact: Artifact
  ) -> String? {
    let isCurrent = dependency.status.observedGeneration == dependency.metadata.generation
    guard isCurrent, dependency.status.conditions.isTrue(ConditionType.ready) else { return "is not ready" }
    if SourceID(dependency) == SourceID(kustomization), dependency.status.lastAppliedRevision != artifact.revision {
      return "revision is not up to date"
    }
    return nil
  }

  private func evaluate(_ text: String, _ own: JSONValue, _ other: DynamicObject, _ key: ObjectKey) throws {
    switch ReadyExpression.judge(text, dependant: own, dependency: other.json) {
    case .ready: return
    case .notReady: throw notReady("dependency '\(key)' is not ready according to readyExpr eval")
    case .notEvaluable(let problem): throw notReady("dependency '\(key)' readyExpr cannot be evaluated: \(problem)")
    case .invalid(let problem):
      throw KustomizationFailure(
        Reason.invalidCELExpression,
        "Reconciliation failed terminally due to configuration error: readyExpr of dependency '\(key)': \(problem)",
        remedy: .stall, observesGeneration: true)
    }
  }

  private func notReady(_ message: String) -> KustomizationFailure {
    let delay = options.common.requeueDependency
    return KustomizationFailure(
      Reason.dependencyNotReady, message, remedy: .wait(delay), severity: .info,
      event: "Dependencies do not meet ready condition, retrying in \(GoDuration(delay)): \(message)")
  }
}

import ApplierSupport
import ControllerSupport
import GitOpsAPI
import JSON
import OperatorKit

/// Decides whether what a HelmRelease depends on is ready (H-10-05).
///
/// Dependencies are read from the API server, because another shard may look after them.
struct DependencyCheck: Sendable {
  let client: KubernetesClient
  let options: HelmOptions

  /// Throws the failure of the first dependency that is not ready; returns when one of them was released last.
  func check(_ object: HelmRelease) async throws -> Timestamp? {
    var newest: Timestamp?
    for reference in object.spec.dependsOn {
      let key = reference.key(from: object.metadata.namespace ?? "")
      guard let found = try await client.find(HelmRelease.resourceType, key) else {
        throw notReady("unable to get '\(key)' dependency: helmreleases \"\(key.name)\" not found")
      }
      if let expression = reference.readyExpr {
        // Expressions may ask for what is not kept here.
        let own = try await client.get(HelmRelease.resourceType, object.key)
        try evaluate(expression, own.json, found, key)
      }
      let counts = reference.readyExpr == nil || options.has(HelmOptions.Gate.additiveCELDependencyCheck)
      guard !counts || isReady(found) else { throw notReady("dependency '\(key)' is not ready") }
      newest = [newest, DependencyCheck.released(found)].compactMap(\.self).max()
    }
    return newest
  }

  private static func released(_ object: DynamicObject) -> Timestamp? {
    object.json[path: "status", "history"]?[0]?["lastDeployed"]?.stringValue.flatMap { Timestamp($0) }
  }

  private func isReady(_ object: DynamicObject) -> Bool {
    let conditions = object.json[path: "status", "conditions"]?.arrayValue ?? []
    return object.generation == object.json[path: "status", "observedGeneration"]?.int64Value
      && conditions.contains {
        $0["type"]?.stringValue == ConditionType.ready && $0["status"]?.stringValue == "True"
      }
  }

  private func evaluate(_ text: String, _ own: JSONValue, _ other: DynamicObject, _ key: ObjectKey) throws {
    switch ReadyExpression.judge(text, dependant: own, dependency: other.json) {
    case .ready: return
    case .notReady: throw notReady("dependency '\(key)' is not ready according to readyExpr eval")
    case .notEvaluable(let problem): throw notReady("dependency '\(key)' readyExpr cannot be evaluated: \(problem)")
    case .invalid(let problem):
      throw HelmFailure(
        Reason.invalidCELExpression,
        "Reconciliation failed terminally due to configuration error: failed to evaluate dependency \(key.name): "
          + problem, remedy: .stall)
    }
  }

  private func notReady(_ message: String) -> HelmFailure {
    HelmFailure(
      Reason.dependencyNotReady, message, remedy: .wait(options.common.requeueDependency), severity: .info)
  }
}

import CEL
public import GitOpsAPI
import JSON
public import OperatorKit

/// The health rules of `spec.healthCheckExprs`, compiled.
public struct HealthExpressions: Sendable {
  private struct Rules: Sendable {
    let inProgress: CELProgram?
    let failed: CELProgram?
    let current: CELProgram
  }

  private let rules: [GroupKind: Rules]

  public var isEmpty: Bool { rules.isEmpty }

  /// Throws ``ApplierProblem`` of the kind that is terminal: no retry mends an expression.
  public init(_ expressions: [HealthCheckExpression]) throws {
    var rules: [GroupKind: Rules] = [:]
    for (index, expression) in expressions.enumerated() {
      let field = "spec.healthCheckExprs[\(index)]"
      guard rules[expression.groupKind] == nil else {
        throw HealthExpressions.terminal("\(field): there is already an expression for \(expression.groupKind)")
      }
      rules[expression.groupKind] = Rules(
        inProgress: try expression.inProgress.map { try HealthExpressions.compile($0, "\(field).inProgress") },
        failed: try expression.failed.map { try HealthExpressions.compile($0, "\(field).failed") },
        current: try HealthExpressions.compile(expression.current, "\(field).current"))
    }
    self.rules = rules
  }

  /// Judges an object of a kind that has rules; `nil` for others. An expression that cannot be evaluated, for example
  /// because a field is not there yet, throws: the status is unknown until it can.
  public func judge(_ object: DynamicObject) throws -> Readiness? {
    let kind = object.groupVersionKind.groupKind
    guard let rules = rules[kind] ?? rules[GroupKind(group: kind.group, kind: "")] else { return nil }
    if let observed = object.json[path: "status", "observedGeneration"]?.int64Value, observed != object.generation {
      return Readiness(.inProgress, "generation \(object.generation ?? 0) is not observed yet")
    }
    let members = object.json.objectValue ?? [:]
    if try rules.inProgress?.evaluateBool(membersOf: members) ?? false { return Readiness(.inProgress, "") }
    if try rules.failed?.evaluateBool(membersOf: members) ?? false { return Readiness(.failed, "") }
    if try rules.current.evaluateBool(membersOf: members) { return Readiness(.current, "") }
    return Readiness(.inProgress, "")
  }

  private static func compile(_ text: String, _ field: String) throws -> CELProgram {
    do {
      return try CELProgram(compiling: text, variables: .any, options: CELOptions(checksTypes: false))
    } catch {
      throw terminal("\(field): \(error)")
    }
  }

  private static func terminal(_ problem: String) -> ApplierProblem {
    ApplierProblem(.terminal, "Reconciliation failed terminally due to configuration error: \(problem)")
  }
}

import ApplierSupport
import GitOpsAPI
import JSON
import OperatorKit
import Testing

/// Health rules for kinds that the usual ones do not know.
@Suite struct HealthExpressionTests {
  private func rule(
    _ kind: String = "Thing", current: String = "status.phase == 'Ready'", inProgress: String? = nil,
    failed: String? = nil
  ) throws -> HealthCheckExpression {
    var json: JSONValue = ["apiVersion": "example.org/v1", "kind": .string(kind), "current": .string(current)]
    json["inProgress"] = inProgress.map { .string($0) }
    json["failed"] = failed.map { .string($0) }
    return try JSONDecoding.decode(from: json)
  }

  private func thing(_ phase: String, observed: Int = 1, kind: String = "Thing") -> DynamicObject {
    DynamicObject([
      "apiVersion": "example.org/v1", "kind": .string(kind), "metadata": ["name": "x", "generation": 1],
      "status": ["phase": .string(phase), "observedGeneration": JSONValue(observed)],
    ])
  }

  @Test(
    "K-02-29 K-16-15 an older generation is in progress; then inProgress, failed and current are asked, in this order")
  func order() throws {
    let rules = try HealthExpressions([
      rule(inProgress: "status.phase in ['Busy', 'Both']", failed: "status.phase in ['Broken', 'Both', 'Ready2']")
    ])
    func status(_ object: DynamicObject) throws -> Readiness.Status? { try rules.judge(object)?.status }
    #expect(try status(thing("Ready", observed: 0)) == .inProgress)
    #expect(try status(thing("Both")) == .inProgress)
    #expect(try status(thing("Broken")) == .failed)
    #expect(try status(thing("Ready")) == .current)
    #expect(try status(thing("Else")) == .inProgress)
    #expect(try status(thing("Ready", kind: "Other")) == nil, "kinds without rules are judged as usual")
  }

  @Test("K-05-05 two rules for one kind are an error, and so is what does not compile")
  func duplicates() throws {
    let error = #expect(throws: ApplierProblem.self) { try HealthExpressions([rule(), rule()]) }
    #expect(error?.kind == .terminal)
    #expect(error?.message.hasPrefix("Reconciliation failed terminally due to configuration error: ") == true)
    #expect(error?.message.contains("spec.healthCheckExprs[1]") == true)
    #expect(throws: ApplierProblem.self) { try HealthExpressions([rule(current: "1 +")]) }
    #expect(throws: Never.self) { try HealthExpressions([rule(), rule("Other")]) }
  }
}

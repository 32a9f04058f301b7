import JSON
import OperatorKit
import OperatorKitTesting
import Testing

@Suite("Health checks on a control plane")
struct HealthCheckTests {
  let deployments = ResourceType(group: "apps", version: "v1", kind: "Deployment", plural: "deployments")

  func deployment(_ cluster: ApplyCluster, deadline: Int = 600, node: String = "") -> DynamicObject {
    var object = manifest(
      #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"\#(cluster.namespace)"},"spec":{"progressDeadlineSeconds":\#(deadline),"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"web"}]}}}}"#
    )
    if !node.isEmpty {
      object.json[path: "spec", "template", "spec", "nodeSelector"] = ["example.org/node": .string(node)]
    }
    return object
  }

  @Test("K-16-01 an evaluation says what is missing, and ready when nothing is; what was ready is not read again")
  func ready() async throws {
    let cluster = try await ApplyCluster.make()
    let applied = try await cluster.apply([cluster.configMap("a"), deployment(cluster)])
    var check = HealthCheck(applied.changes.checkable)
    var outcome = try await check.evaluate(using: cluster.client)
    let deadline = ContinuousClock.now + .seconds(60)
    while case .pending(let objects) = outcome, ContinuousClock.now < deadline {
      #expect(objects.map(\.reference.kind) == ["Deployment"])
      #expect(
        check.timeoutReport.description.hasPrefix("timeout waiting for: [Deployment/\(cluster.namespace)/web status: '")
      )
      try await Task.sleep(for: .milliseconds(200))
      outcome = try await check.evaluate(using: cluster.client)
    }
    #expect(outcome == .ready)
    let before = check.requests.total
    #expect(try await check.evaluate(using: cluster.client) == .ready)
    #expect(check.requests.total == before)
    await cluster.remove()
  }

  @Test("K-16-03 K-16-05 K-16-08 when something has failed and nothing moves, the check ends")
  func stalled() async throws {
    let cluster = try await ApplyCluster.make()
    let applied = try await cluster.apply([deployment(cluster, deadline: 1, node: "none")])
    var check = HealthCheck(applied.changes.checkable)
    var patient = HealthCheck(applied.changes.checkable, failsFast: false)
    var outcome = try await check.evaluate(using: cluster.client)
    let deadline = ContinuousClock.now + .seconds(60)
    while case .pending = outcome, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(200))
      outcome = try await check.evaluate(using: cluster.client)
    }
    guard case .failed(let report) = outcome else {
      Issue.record("expected a failure, got \(outcome)")
      return
    }
    #expect(
      report.description
        == "failed early due to stalled resources: [Deployment/\(cluster.namespace)/web status: 'Failed']")
    #expect(report.details == "Deployment/\(cluster.namespace)/web: Progress deadline exceeded")
    // A deadline of a second is missed, and met again, while the ReplicaSet reports; in the end it is missed.
    try await eventually("the failure to be seen", within: .seconds(60)) {
      guard case .pending(let objects) = try await patient.evaluate(using: cluster.client) else {
        throw CheckEnded()
      }
      return objects.map(\.readiness.status) == [.failed]
    }
    await cluster.remove()
  }

  @Test("K-16-04 K-16-12 K-16-16 missing objects, expiring jobs, versions that are not served and rules of one's own")
  func others() async throws {
    let cluster = try await ApplyCluster.make()
    _ = try await cluster.apply([cluster.configMap("a"), cluster.configMap("b"), deployment(cluster)])
    let job = reference("Job", "done", group: "batch", namespace: cluster.namespace)
    let old = ObjectReference(
      group: "apps", version: "v1alpha9", kind: "Deployment", namespace: cluster.namespace, name: "absent")
    let references = [
      reference("ConfigMap", "a", namespace: cluster.namespace),
      reference("ConfigMap", "b", namespace: cluster.namespace),
      job, old,
    ]
    struct Failure: Error {}
    var check = HealthCheck(references, expiringJobs: [job, old]) { object in
      if object.name == "a" { return Readiness(.inProgress, "not yet") }
      if object.name == "b" { throw Failure() }
      return nil
    }
    _ = try await check.evaluate(using: cluster.client)
    #expect(check.objects.map(\.readiness.status) == [.inProgress, .unknown, .current, .notFound])
    let place = cluster.namespace
    #expect(
      check.timeoutReport.description
        == "timeout waiting for: [ConfigMap/\(place)/a status: 'InProgress', ConfigMap/\(place)/b status: 'Unknown', Deployment/\(place)/absent status: 'NotFound']"
    )
    await cluster.remove()
  }
}

/// A check ended that should have gone on waiting.
private struct CheckEnded: Error {}

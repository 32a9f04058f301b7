import JSON

/// Reads the readiness of single objects.
struct HealthReader: Sendable {
  let client: KubernetesClient
  let expiringJobs: Set<ObjectReference.Identity>
  let evaluator: HealthCheck.Evaluator

  struct Outcome: Sendable {
    let readiness: Readiness
    let requests: RequestCounts
  }

  func read(_ reference: ObjectReference) async throws -> Outcome {
    var requests = RequestCounts()
    do {
      return Outcome(readiness: try await readiness(of: reference, &requests), requests: requests)
    } catch let error as KubernetesError {
      return Outcome(readiness: Readiness(.unknown, error.message), requests: requests)
    }
  }

  private func readiness(of reference: ObjectReference, _ requests: inout RequestCounts) async throws -> Readiness {
    guard let type = try await client.servedType(for: reference) else {
      return Readiness(.notFound, "no matches for kind \"\(reference.kind)\" in group \"\(reference.group)\"")
    }
    requests.gets += 1
    guard let object = try await client.find(type, reference.scoped(to: type).key) else {
      if expiringJobs.contains(reference.identity) { return .current("Job was deleted after it was done") }
      return Readiness(.notFound, "Resource not found")
    }
    do {
      if let custom = try evaluator(object) { return custom }
    } catch {
      return Readiness(.unknown, "\(error)")
    }
    let readiness = Readiness(of: object)
    guard readiness.status == .inProgress, type.groupKind == GroupKind(group: "apps", kind: "StatefulSet") else {
      return readiness
    }
    return try await podFailure(of: object, &requests) ?? readiness
  }

  /// A StatefulSet does not say that it has failed; its pods do (K-16-09).
  private func podFailure(of set: DynamicObject, _ requests: inout RequestCounts) async throws -> Readiness? {
    guard let labels = set.json[path: "spec", "selector", "matchLabels"]?.stringMapValue, !labels.isEmpty else {
      return nil
    }
    requests.lists += 1
    var failed = 0
    let options = ListOptions(labelSelector: LabelSelector(matching: labels), pageSize: 50)
    try await client.list(.pod, namespace: set.namespace, options: options) { pod in
      guard !pod.isBeingDeleted, !pod.isUnschedulablePod else { return }
      if Readiness(of: pod).status == .failed { failed += 1 }
    }
    return failed == 0 ? nil : .failed("\(failed) pods have failed")
  }
}

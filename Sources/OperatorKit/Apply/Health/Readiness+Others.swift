import JSON

// Pods, jobs, claims, services and definitions.

extension Readiness {
  /// How long a pod may stay unscheduled before it counts as unschedulable.
  private static let schedulingWindow: Duration = .seconds(15)

  /// K-16-11.
  static func pod(_ object: DynamicObject, _ now: Timestamp) -> Readiness {
    switch object.text("status", "phase") {
    case "Succeeded": return current("Pod has completed successfully")
    case "Failed": return current("Pod has completed, but not successfully")
    case "Running": return runningPod(object)
    case "Pending": return pendingPod(object, now)
    case "": return inProgress("Pod phase not available")
    case let phase: return Readiness(.unknown, "unknown phase \(phase)")
    }
  }

  private static func runningPod(_ object: DynamicObject) -> Readiness {
    if object.statusConditions.contains(where: { $0.type == ConditionType.ready && $0.isTrue }) {
      return current("Pod is Ready")
    }
    let statuses = object.json[path: "status", "containerStatuses"]?.arrayValue ?? []
    let looping = statuses.filter { $0[path: "state", "waiting", "reason"]?.stringValue == "CrashLoopBackOff" }
    guard looping.isEmpty else {
      let names = looping.compactMap { $0["name"]?.stringValue }
      return failed("Containers in CrashLoop state: \(names.joined(separator: ","))")
    }
    return inProgress("Pod is running but is not Ready")
  }

  private static func pendingPod(_ object: DynamicObject, _ now: Timestamp) -> Readiness {
    guard object.isUnschedulablePod else { return inProgress("Pod is in the Pending phase") }
    let created = Timestamp(object.text("metadata", "creationTimestamp")) ?? now
    if now.since(created) < schedulingWindow { return inProgress("Pod has not been scheduled") }
    return failed("Pod could not be scheduled")
  }

  /// K-16-12: as Flux reads it, a job is ready when it is complete and not when it runs.
  static func job(_ object: DynamicObject) -> Readiness {
    if object.json[path: "spec", "suspend"]?.boolValue == true { return current("Job is suspended") }
    let parallelism = object.number("spec", "parallelism", default: 1)
    let completions = object.number("spec", "completions", default: parallelism)
    let active = object.number("status", "active", default: 0)
    let succeeded = object.number("status", "succeeded", default: 0)
    let failures = object.number("status", "failed", default: 0)
    for condition in object.statusConditions where condition.isTrue {
      if condition.type == "Complete" { return current("Job Completed. succeeded: \(succeeded)/\(completions)") }
      if condition.type == "Failed" { return failed("Job Failed. failed: \(failures)/\(completions)") }
    }
    if object.text("status", "startTime").isEmpty { return inProgress("Job not started. active: 0/\(parallelism)") }
    return inProgress("Job in progress. success:\(succeeded), active: \(active), failed: \(failures)")
  }

  /// K-16-13.
  static func claim(_ object: DynamicObject) -> Readiness {
    let phase = object.json[path: "status", "phase"]?.stringValue ?? "unknown"
    return phase == "Bound" ? current("PVC is Bound") : inProgress("PVC is not Bound. phase: \(phase)")
  }

  /// K-16-13.
  static func service(_ object: DynamicObject) -> Readiness {
    if object.text("spec", "type") == "LoadBalancer", object.text("spec", "clusterIP").isEmpty {
      return inProgress("ClusterIP not set. Service type: LoadBalancer")
    }
    return current("Service is ready")
  }

  /// K-16-13.
  static func definition(_ object: DynamicObject) -> Readiness {
    for condition in object.statusConditions {
      if condition.type == "NamesAccepted", condition.isFalse { return failed(condition.message) }
      guard condition.type == "Established" else { continue }
      if condition.isTrue { return current("CRD is established") }
      if condition.isFalse, condition.reason != "Installing" { return failed(condition.message) }
    }
    return inProgress("Install in progress")
  }
}

extension DynamicObject {
  /// Whether the scheduler has said of a pod that no node fits.
  var isUnschedulablePod: Bool {
    statusConditions.contains { $0.type == "PodScheduled" && $0.isFalse && $0.reason == "Unschedulable" }
  }
}

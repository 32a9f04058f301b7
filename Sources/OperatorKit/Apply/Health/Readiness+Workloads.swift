import JSON

// The kinds that run replicas of pods.

extension Readiness {
  /// K-16-08.
  static func deployment(_ object: DynamicObject) -> Readiness {
    let noDeadline = Int64(Int32.max)
    // Without a deadline the deployment controller never says how it progresses.
    var progressed = object.number("spec", "progressDeadlineSeconds", default: noDeadline) == noDeadline
    var available = false
    for condition in object.statusConditions {
      switch condition.type {
      case "Progressing":
        if condition.reason == "ProgressDeadlineExceeded" { return failed("Progress deadline exceeded") }
        if condition.isTrue, condition.reason == "NewReplicaSetAvailable" { progressed = true }
      case "Available": available = available || condition.isTrue
      default: break
      }
    }
    if let waiting = deploymentReplicas(object) { return waiting }
    if !progressed { return inProgress("ReplicaSet not Available") }
    if !available { return inProgress("Deployment not Available") }
    return current("Deployment is available. Replicas: \(object.number("status", "replicas", default: 0))")
  }

  private static func deploymentReplicas(_ object: DynamicObject) -> Readiness? {
    let wanted = object.number("spec", "replicas", default: 1)
    let replicas = object.number("status", "replicas", default: 0)
    let updated = object.number("status", "updatedReplicas", default: 0)
    let available = object.number("status", "availableReplicas", default: 0)
    let ready = object.number("status", "readyReplicas", default: 0)
    if wanted > replicas { return inProgress("Replicas: \(replicas)/\(wanted)") }
    if wanted > updated { return inProgress("Updated: \(updated)/\(wanted)") }
    if replicas > wanted { return inProgress("Pending termination: \(surplus(replicas, wanted))") }
    if updated > available { return inProgress("Available: \(available)/\(updated)") }
    if wanted > ready { return inProgress("Ready: \(ready)/\(wanted)") }
    return nil
  }

  /// K-16-10.
  static func replicaSet(_ object: DynamicObject) -> Readiness {
    if object.statusConditions.contains(where: { $0.type == "ReplicaFailure" && $0.isTrue }) {
      return inProgress("Replica Failure condition. Check Pods")
    }
    let wanted = object.number("spec", "replicas", default: 1)
    let replicas = object.number("status", "replicas", default: 0)
    let labelled = object.number("status", "fullyLabeledReplicas", default: 0)
    let available = object.number("status", "availableReplicas", default: 0)
    let ready = object.number("status", "readyReplicas", default: 0)
    if wanted > labelled { return inProgress("Labelled: \(labelled)/\(wanted)") }
    if wanted > available { return inProgress("Available: \(available)/\(wanted)") }
    if wanted > ready { return inProgress("Ready: \(ready)/\(wanted)") }
    if replicas > wanted { return inProgress("Pending termination: \(surplus(replicas, wanted))") }
    return current("ReplicaSet is available. Replicas: \(replicas)")
  }

  /// K-16-10.
  static func daemonSet(_ object: DynamicObject) -> Readiness {
    guard object.generation != nil else { return inProgress("DaemonSet metadata.generation not found") }
    guard object.observedGeneration != nil else { return inProgress("DaemonSet status.observedGeneration not found") }
    guard let wanted = object.json[path: "status", "desiredNumberScheduled"]?.int64Value, wanted >= 0 else {
      return inProgress("Missing .status.desiredNumberScheduled")
    }
    let counters = [
      ("Current", "currentNumberScheduled"), ("Updated", "updatedNumberScheduled"), ("Available", "numberAvailable"),
      ("Ready", "numberReady"),
    ]
    for (label, field) in counters {
      let count = object.number("status", field, default: 0)
      if wanted > count { return inProgress("\(label): \(count)/\(wanted)") }
    }
    return current("All replicas scheduled as expected. Replicas: \(wanted)")
  }

  /// K-16-09, as far as the object itself tells.
  static func statefulSet(_ object: DynamicObject) -> Readiness {
    if object.text("spec", "updateStrategy", "type") == "OnDelete" {
      return current("StatefulSet is using the ondelete update strategy")
    }
    let wanted = object.number("spec", "replicas", default: 1)
    let replicas = object.number("status", "replicas", default: 0)
    let ready = object.number("status", "readyReplicas", default: 0)
    if wanted > replicas { return inProgress("Replicas: \(replicas)/\(wanted)") }
    if wanted > ready { return inProgress("Ready: \(ready)/\(wanted)") }
    if replicas > wanted { return inProgress("Pending termination: \(surplus(replicas, wanted))") }
    return statefulSetRollout(object, wanted, replicas)
  }

  private static func statefulSetRollout(_ object: DynamicObject, _ wanted: Int64, _ replicas: Int64) -> Readiness {
    let updated = object.number("status", "updatedReplicas", default: 0)
    if let partition = object.json[path: "spec", "updateStrategy", "rollingUpdate", "partition"]?.int64Value {
      let moving = surplus(wanted, partition)
      if updated < moving { return inProgress("updated: \(updated)/\(moving)") }
      return current("Partition rollout complete. updated: \(updated)")
    }
    let currentReplicas = object.number("status", "currentReplicas", default: 0)
    if wanted > currentReplicas { return inProgress("current: \(currentReplicas)/\(wanted)") }
    if object.text("status", "currentRevision") != object.text("status", "updateRevision") {
      return inProgress("Waiting for updated revision to match current")
    }
    return current("All replicas scheduled as expected. Replicas: \(replicas)")
  }

  /// A difference of numbers that come from outside.
  private static func surplus(_ left: Int64, _ right: Int64) -> Int64 {
    let (difference, overflow) = left.subtractingReportingOverflow(right)
    return overflow ? 0 : difference
  }
}

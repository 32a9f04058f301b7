import JSON
import OperatorKit

/// The rules of readiness of Helm 3 (H-21-02).
enum LegacyReadiness {
  static func judge(_ object: DynamicObject, waitsForJobs: Bool) -> Readiness {
    let status = object.json["status"] ?? [:]
    let spec = object.json["spec"] ?? [:]
    switch "\(object.groupVersionKind.groupKind)" {
    case "Pod": return ready(isTrue(status, "Ready"), "Pod is not ready")
    case "Job.batch": return waitsForJobs ? JobReadiness.judge(object, completes: true) : Readiness(.current, "")
    case "Deployment.apps": return deployment(object, spec, status)
    case "PersistentVolumeClaim":
      return ready(status["phase"]?.stringValue == "Bound", "PersistentVolumeClaim is not bound")
    case "Service": return service(spec, status)
    case "DaemonSet.apps": return daemonSet(object, spec, status)
    case "StatefulSet.apps": return statefulSet(object, spec, status)
    case "ReplicaSet.apps", "ReplicationController":
      let wanted = spec["replicas"]?.intValue ?? 1
      return ready((status["readyReplicas"]?.intValue ?? 0) >= wanted, "not all replicas are ready")
    case "CustomResourceDefinition.apiextensions.k8s.io":
      return ready(isTrue(status, "Established"), "CustomResourceDefinition is not established")
    default: return Readiness(.current, "")
    }
  }

  private static func deployment(_ object: DynamicObject, _ spec: JSONValue, _ status: JSONValue) -> Readiness {
    if spec["paused"]?.boolValue == true { return Readiness(.current, "") }
    guard isObserved(object, status) else { return Readiness(.inProgress, "generation is not observed yet") }
    let wanted = spec["replicas"]?.intValue ?? 1
    let unavailable = rounded(spec[path: "strategy", "rollingUpdate", "maxUnavailable"], of: wanted, up: false)
    let mayMiss = spec[path: "strategy", "type"]?.stringValue == "Recreate" ? 0 : min(unavailable, wanted)
    let isReady = (status["readyReplicas"]?.intValue ?? 0) >= wanted - mayMiss
    return ready(isReady, "Deployment has \(status["readyReplicas"]?.intValue ?? 0) of \(wanted) replicas ready")
  }

  private static func service(_ spec: JSONValue, _ status: JSONValue) -> Readiness {
    if spec["type"]?.stringValue == "ExternalName" { return Readiness(.current, "") }
    if (spec["clusterIP"]?.stringValue ?? "").isEmpty { return Readiness(.inProgress, "Service has no address") }
    guard spec["type"]?.stringValue == "LoadBalancer" else { return Readiness(.current, "") }
    if spec["externalIPs"]?.arrayValue?.isEmpty == false { return Readiness(.current, "") }
    let addresses = status[path: "loadBalancer", "ingress"]?.arrayValue ?? []
    return ready(!addresses.isEmpty, "Service has no load balancer address")
  }

  private static func daemonSet(_ object: DynamicObject, _ spec: JSONValue, _ status: JSONValue) -> Readiness {
    guard isObserved(object, status) else { return Readiness(.inProgress, "generation is not observed yet") }
    guard spec[path: "updateStrategy", "type"]?.stringValue != "OnDelete" else { return Readiness(.current, "") }
    let wanted = status["desiredNumberScheduled"]?.intValue ?? 0
    guard (status["updatedNumberScheduled"]?.intValue ?? 0) == wanted else {
      return Readiness(.inProgress, "DaemonSet is being updated")
    }
    let unavailable = rounded(spec[path: "updateStrategy", "rollingUpdate", "maxUnavailable"], of: wanted, up: true)
    return ready((status["numberReady"]?.intValue ?? 0) >= wanted - min(unavailable, wanted), "DaemonSet is not ready")
  }

  private static func statefulSet(_ object: DynamicObject, _ spec: JSONValue, _ status: JSONValue) -> Readiness {
    guard isObserved(object, status) else { return Readiness(.inProgress, "generation is not observed yet") }
    guard spec[path: "updateStrategy", "type"]?.stringValue != "OnDelete" else { return Readiness(.current, "") }
    let wanted = spec["replicas"]?.intValue ?? 1
    let partition = spec[path: "updateStrategy", "rollingUpdate", "partition"]?.intValue ?? 0
    guard (status["updatedReplicas"]?.intValue ?? 0) >= wanted - partition else {
      return Readiness(.inProgress, "StatefulSet is being updated")
    }
    return ready((status["readyReplicas"]?.intValue ?? 0) == wanted, "StatefulSet is not ready")
  }

  /// A number or a percentage of a number.
  private static func rounded(_ value: JSONValue?, of total: Int, up: Bool) -> Int {
    if let number = value?.intValue { return number }
    guard let text = value?.stringValue, text.hasSuffix("%"), let percent = Int(text.dropLast()) else {
      return up ? 1 : 0
    }
    let (product, overflow) = total.multipliedReportingOverflow(by: percent)
    if overflow { return total }
    return up ? (product + 99) / 100 : product / 100
  }

  private static func isObserved(_ object: DynamicObject, _ status: JSONValue) -> Bool {
    (status["observedGeneration"]?.int64Value ?? 0) >= (object.generation ?? 0)
  }

  private static func isTrue(_ status: JSONValue, _ type: String) -> Bool {
    (status["conditions"]?.arrayValue ?? []).contains {
      $0["type"]?.stringValue == type && $0["status"]?.stringValue == "True"
    }
  }

  private static func ready(_ isReady: Bool, _ otherwise: String) -> Readiness {
    isReady ? Readiness(.current, "") : Readiness(.inProgress, otherwise)
  }
}

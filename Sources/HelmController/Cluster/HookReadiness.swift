import OperatorKit

/// When a hook is done: a Job that has completed, a Pod that has succeeded, anything else at once (H-21-04).
enum HookReadiness {
  static func judge(_ object: DynamicObject) -> Readiness {
    switch object.groupVersionKind.groupKind {
    case .job: JobReadiness.judge(object, completes: true)
    case .pod: pod(object)
    default: Readiness(.current, "")
    }
  }

  private static func pod(_ pod: DynamicObject) -> Readiness {
    switch pod.json[path: "status", "phase"]?.stringValue {
    case "Succeeded": Readiness(.current, "Pod has succeeded")
    case "Failed":
      Readiness(.failed, "Pod failed: \(pod.json[path: "status", "message"]?.stringValue ?? "no message")")
    default: Readiness(.inProgress, "Pod is in progress")
    }
  }
}

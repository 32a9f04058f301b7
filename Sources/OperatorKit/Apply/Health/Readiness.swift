import JSON

/// Whether an object has become what its spec asks for, in the words of kstatus (K-16-07 to K-16-13).
public struct Readiness: Sendable, Hashable {
  public enum Status: String, Sendable, Hashable, CaseIterable {
    /// As its spec asks.
    case current = "Current"
    /// On the way.
    case inProgress = "InProgress"
    /// Will not get there by itself.
    case failed = "Failed"
    /// Being deleted.
    case terminating = "Terminating"
    /// Does not exist.
    case notFound = "NotFound"
    /// Cannot be said.
    case unknown = "Unknown"
  }

  public let status: Status
  /// What is missing, for people.
  public let message: String

  public init(_ status: Status, _ message: String) {
    self.status = status
    self.message = message
  }

  /// The state of an object at a point in time, computed from nothing but the object.
  ///
  /// What all kinds have in common decides first: deletion, the observed generation, the conditions `Reconciling` and
  /// `Stalled`. Then the rules of the built-in kind; then the condition `Ready`; an object with none of these is as it
  /// should be.
  ///
  /// - Parameter now: Pods that cannot be scheduled are given a while.
  public init(of object: DynamicObject, now: Timestamp = .now()) {
    self = Readiness.common(object) ?? Readiness.builtIn(object, now) ?? Readiness.byReadyCondition(object)
  }

  static func current(_ message: String) -> Readiness { Readiness(.current, message) }
  static func inProgress(_ message: String) -> Readiness { Readiness(.inProgress, message) }
  static func failed(_ message: String) -> Readiness { Readiness(.failed, message) }

  private static func common(_ object: DynamicObject) -> Readiness? {
    if object.isBeingDeleted { return Readiness(.terminating, "Resource scheduled for deletion") }
    if let generation = object.generation, let observed = object.observedGeneration, generation != observed {
      return inProgress(
        "\(object.kind) generation is \(generation), but latest observed generation is \(observed)")
    }
    for condition in object.statusConditions where condition.isTrue {
      if condition.type == ConditionType.reconciling { return inProgress(condition.message) }
      if condition.type == ConditionType.stalled { return failed(condition.message) }
    }
    return nil
  }

  private static func builtIn(_ object: DynamicObject, _ now: Timestamp) -> Readiness? {
    let kind = object.groupVersionKind
    switch (kind.group, kind.kind) {
    case ("", "Secret"), ("", "ConfigMap"), ("batch", "CronJob"): return current("Resource is always ready")
    case ("", "Service"): return service(object)
    case ("", "Pod"): return pod(object, now)
    case ("", "PersistentVolumeClaim"): return claim(object)
    case ("apps", "Deployment"), ("extensions", "Deployment"): return deployment(object)
    case ("apps", "ReplicaSet"), ("extensions", "ReplicaSet"): return replicaSet(object)
    case ("apps", "DaemonSet"), ("extensions", "DaemonSet"): return daemonSet(object)
    case ("apps", "StatefulSet"): return statefulSet(object)
    case ("policy", "PodDisruptionBudget"): return current("AllowedDisruptions has been computed.")
    case ("batch", "Job"): return job(object)
    case ("apiextensions.k8s.io", "CustomResourceDefinition"): return definition(object)
    default: return nil
    }
  }

  private static func byReadyCondition(_ object: DynamicObject) -> Readiness {
    guard let ready = object.statusConditions.first(where: { $0.type == ConditionType.ready }) else {
      return current("Resource is current")
    }
    switch ready.status {
    case "True": return current("Resource is Ready")
    case "False", "Unknown": return inProgress(ready.message)
    default: return current("Resource is current")
    }
  }
}

/// A condition of any object, read leniently: every field may be missing.
struct StatusCondition {
  let type: String
  let status: String
  let reason: String
  let message: String

  init(_ json: JSONValue) {
    type = json["type"]?.stringValue ?? ""
    status = json["status"]?.stringValue ?? ""
    reason = json["reason"]?.stringValue ?? ""
    message = json["message"]?.stringValue ?? ""
  }

  var isTrue: Bool { status == "True" }
  var isFalse: Bool { status == "False" }
}

extension DynamicObject {
  var statusConditions: [StatusCondition] {
    (json[path: "status", "conditions"]?.arrayValue ?? []).map(StatusCondition.init)
  }

  var observedGeneration: Int64? { json[path: "status", "observedGeneration"]?.int64Value }

  func number(_ path: String..., default fallback: Int64) -> Int64 { json[path: path]?.int64Value ?? fallback }
  func text(_ path: String...) -> String { json[path: path]?.stringValue ?? "" }
}

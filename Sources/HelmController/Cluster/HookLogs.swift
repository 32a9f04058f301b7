import Helm
import Logging
import OperatorKit

/// Puts what the pods of a hook have written into the controller's log, where the hook asks for it (H-27-04).
struct HookLogs: Sendable {
  let client: KubernetesClient
  let log: ActionLog

  /// Logs that cannot be had are told, and keep nothing up: the hook has ended as it has.
  func output(_ hook: RecordedHook, _ objects: [ReleaseObject], after outcome: RecordedHook.Phase) async {
    guard hook.outputsLogs(after: outcome) else { return }
    for object in objects {
      do {
        for pod in try await pods(of: object) { try await output(pod, of: hook) }
      } catch {
        log.add("could not get the logs of hook \(hook.name): \(error)")
      }
    }
  }

  private func pods(of object: ReleaseObject) async throws -> [DynamicObject] {
    let key = object.reference.key
    switch object.type.groupKind {
    case .pod: return try await client.find(.pod, key).map { [$0] } ?? []
    case .job:
      var pods: [DynamicObject] = []
      let options = ListOptions(labelSelector: LabelSelector(matching: ["job-name": key.name]))
      try await client.list(.pod, namespace: key.namespace, options: options) { pods.append($0) }
      return pods
    default: return []
    }
  }

  private func output(_ pod: DynamicObject, of hook: RecordedHook) async throws {
    for container in pod.json[path: "spec", "containers"]?.arrayValue ?? [] {
      guard let name = container["name"]?.stringValue else { continue }
      let text = try await client.log(ofPod: pod.key, container: name)
      log.output("logs of hook \(hook.name), pod \(pod.key), container \(name):\n\(text)")
    }
  }
}

extension RecordedHook {
  fileprivate func outputsLogs(after outcome: Phase) -> Bool {
    outputLogPolicies.contains(outcome == .succeeded ? "hook-succeeded" : "hook-failed")
  }
}

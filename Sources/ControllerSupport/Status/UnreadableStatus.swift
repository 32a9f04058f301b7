import GitOpsAPI
import JSON
public import OperatorKit

/// The conditions of an object that cannot be reconciled as it is written: it does not decode, or it ended the process.
public enum UnreadableStatus {
  /// Says on the object what is wrong with it. Writes nothing when that stands there already; an object that is gone
  /// needs nothing. Throws ``KubernetesError``.
  public static func write(
    _ type: ResourceType, _ object: UnreadableObject, reason: String, message: String, _ client: KubernetesClient,
    fieldManager: String
  ) async throws {
    guard let live = try await client.find(type, object.key) else { return }
    var conditions: [Condition] = (live.json[path: "status", "conditions"]?.arrayValue ?? []).compactMap {
      try? JSONDecoding.decode(from: $0)
    }
    let before = conditions
    conditions.remove(ConditionType.reconciling)
    for (name, status) in [(ConditionType.ready, Condition.Status.false), (ConditionType.stalled, .true)] {
      conditions.set(
        Condition(
          type: name, status: status, reason: reason, message: message, observedGeneration: live.generation))
    }
    guard conditions != before else { return }
    var status: JSONValue = ["conditions": try JSONEncoding.encode(conditions)]
    if let generation = live.generation { status["observedGeneration"] = .number(JSONNumber(generation)) }
    try await client.patch(
      type, object.key, .merge(["status": status]), subresource: "status",
      options: WriteOptions(fieldManager: fieldManager))
  }

  /// Says on an object that ended the process before that it is left alone for a while. Throws ``KubernetesError``.
  /// - Parameter input: what can be changed, beside the object, to have it tried again: its `source`, for example.
  public static func writeSetAside(
    _ type: ResourceType, _ key: ObjectKey, generation: Int64?, until: Timestamp, input: String, reason: String,
    _ client: KubernetesClient, fieldManager: String
  ) async throws {
    let problem = "reconciling it ended the process repeatedly"
    try await write(
      type, UnreadableObject(key: key, generation: generation ?? 0, problem: problem), reason: reason,
      message: "set aside until \(until): \(problem); change the object or its \(input) to have it tried again",
      client, fieldManager: fieldManager)
  }
}

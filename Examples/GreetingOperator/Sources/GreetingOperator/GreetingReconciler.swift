import OperatorKit

/// Keeps the ConfigMap of a Greeting as its spec says.
struct GreetingReconciler: Reconciler {
  static let label = "example.com/greeting"

  let greetings: Informer<Greeting>
  let client: KubernetesClient
  let events: EventRecorder

  func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
    guard let greeting = greetings.store[key]?.object, !greeting.metadata.isBeingDeleted else { return .done }
    let text = "Hello, \(greeting.spec.name)!"
    try await apply(text, for: greeting)
    try await report(text, for: greeting)
    return .requeue(after: .seconds(600))
  }

  /// Server-side apply: we own what we name, and what others add stays.
  private func apply(_ text: String, for greeting: Greeting) async throws {
    var map = DynamicObject(.configMap, greeting.key)
    map.setLabel(GreetingReconciler.label, "true")
    map.json["data"] = ["text": .string(text)]
    map.json[path: "metadata", "ownerReferences"] = [
      [
        "apiVersion": .string(Greeting.resourceType.apiVersion), "kind": "Greeting",
        "name": .string(greeting.metadata.name), "uid": .string(greeting.metadata.uid ?? ""), "controller": true,
      ]
    ]
    try await client.patch(
      .configMap, greeting.key, .apply(map.json, force: true), options: WriteOptions(fieldManager: "greeting-operator"))
  }

  /// Writes the status, and tells of it, when it is news.
  private func report(_ text: String, for greeting: Greeting) async throws {
    var conditions = greeting.status?.conditions ?? []
    conditions.set(
      Condition(
        type: ConditionType.ready, status: .true, reason: "Greeted", message: text,
        observedGeneration: greeting.metadata.generation))
    guard conditions != greeting.status?.conditions else { return }
    let status = Greeting.Status(conditions: conditions, observedGeneration: greeting.metadata.generation)
    let written = try await client.patch(
      Greeting.resourceType, greeting.key, .merge(["status": try JSONEncoding.encode(status)]),
      subresource: "status", options: WriteOptions(fieldManager: "greeting-operator"))
    greetings.noteWritten(written)
    events.record(
      ClusterEvent(subject: InvolvedObject(greeting), type: .normal, reason: "Greeted", message: text))
  }
}

import JSON
import OperatorKit
import OperatorKitTesting

/// One object of a test: written, and waited for.
struct WatchedObject: Sendable {
  let client: KubernetesClient
  let type: ResourceType
  let key: ObjectKey

  static let requestedAt = "reconcile.fluxcd.io/requestedAt"

  func create(
    spec: JSONValue, labels: [String: String] = [:], annotations: [String: String] = [:]
  ) async throws {
    var object = DynamicObject(type, key)
    object.json["spec"] = spec
    for (name, value) in labels { object.setLabel(name, value) }
    for (name, value) in annotations { object.setAnnotation(name, value) }
    _ = try await client.create(type, object)
  }

  func get() async throws -> DynamicObject { try await client.get(type, key) }

  @discardableResult
  func patch(_ change: JSONValue) async throws -> DynamicObject { try await client.patch(type, key, .merge(change)) }

  /// Asks for a run, and waits until one that began after that has ended.
  @discardableResult
  func reconcile() async throws -> DynamicObject {
    let token = String(UInt64.random(in: .min ... .max))
    try await patch(["metadata": ["annotations": [Self.requestedAt: .string(token)]]])
    return try await wait("the requested run to end") { object in
      object.json[path: "status", "lastHandledReconcileAt"]?.stringValue == token
        && object.condition("Reconciling")?.reason != "Progressing"
    }
  }

  /// Waits until the object's newest generation is ready.
  @discardableResult
  func waitUntilReady() async throws -> DynamicObject {
    try await wait("\(key) to be ready") { object in
      object.condition("Ready")?.status == .true && object.isCurrent && object.condition("Reconciling") == nil
    }
  }

  /// Waits until `Ready` is false for a reason.
  @discardableResult
  func waitUntilFailed(_ reason: String) async throws -> DynamicObject {
    try await wait("\(key) to fail with \(reason)") { object in
      object.condition("Ready")?.status == .false && object.condition("Ready")?.reason == reason
    }
  }

  @discardableResult
  func wait(_ what: String, _ holds: (DynamicObject) -> Bool) async throws -> DynamicObject {
    var last = try await get()
    do {
      try await eventually(what, within: .patience) {
        last = try await get()
        return holds(last)
      }
    } catch let timeout as ConditionTimeout {
      throw Unfulfilled(timeout: timeout, status: last.json["status"] ?? .null)
    }
    return last
  }

  /// Deletes the object and waits until it is gone.
  func delete() async throws {
    try await client.delete(type, key)
    try await waitUntilGone()
  }

  func waitUntilGone() async throws {
    try await eventually("\(key) to be gone", within: .patience) { try await client.find(type, key) == nil }
  }
}

/// A wait in vain, with the status that the object had in the end.
struct Unfulfilled: Error, CustomStringConvertible {
  let timeout: ConditionTimeout
  let status: JSONValue
  var description: String { "\(timeout); its status: \(String(decoding: status.serialized(), as: UTF8.self))" }
}

extension DynamicObject {
  var conditions: [Condition] {
    (json[path: "status", "conditions"]?.arrayValue ?? []).compactMap { try? JSONDecoding.decode(from: $0) }
  }

  func condition(_ type: String) -> Condition? { conditions.condition(type) }

  var observedGeneration: Int64? { json[path: "status", "observedGeneration"]?.int64Value }
  var isCurrent: Bool { observedGeneration == generation }
}

extension Duration {
  /// How long tests wait for what must come: a thousand of them share a slow machine. Only failures take so long.
  static let patience = Duration.seconds(240)
}

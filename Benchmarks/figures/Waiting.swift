import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

extension World {
  /// The object is ready for its newest generation.
  static func isReady(_ object: DynamicObject) -> Bool {
    let status = object.json["status"]
    let ready = status?["conditions"]?.arrayValue?.contains {
      $0["type"]?.stringValue == ConditionType.ready && $0["status"]?.stringValue == "True"
    }
    return ready == true && status?["observedGeneration"]?.int64Value == object.generation
  }

  func ready(
    _ type: ResourceType, _ name: String, within limit: Duration = .seconds(60),
    every interval: Duration = .milliseconds(10)
  ) async throws {
    try await eventually("\(type.kind)/\(name) to be ready", within: limit, every: interval) {
      World.isReady(try await client.get(type, key(name)))
    }
  }

  /// So many objects of the kind satisfy the condition.
  func all(
    _ count: Int, of type: ResourceType, within limit: Duration, every interval: Duration,
    _ condition: (DynamicObject) -> Bool = World.isReady
  ) async throws {
    var reached = 0
    do {
      try await eventually("\(count) of \(type.plural)", within: limit, every: interval) {
        reached = 0
        try await client.list(type, namespace: World.namespace) { if condition($0) { reached += 1 } }
        return reached >= count
      }
    } catch let timeout as ConditionTimeout {
      throw FigureFailure("\(timeout); there were \(reached)")
    }
  }

  /// What `flux reconcile` does; returns the token that the status repeats when it is done.
  @discardableResult
  func request(_ type: ResourceType, _ name: String) async throws -> String {
    let token = Timestamp.now().microTime
    try await annotate(type, name, token)
    return token
  }

  func annotate(_ type: ResourceType, _ name: String, _ token: String) async throws {
    _ = try await client.patch(
      type, key(name), .merge(["metadata": ["annotations": [AnnotationName.requestedAt: .string(token)]]]))
  }
}

extension DynamicObject {
  /// The request that was answered last.
  var handledRequest: String? { json[path: "status", "lastHandledReconcileAt"]?.stringValue }
}

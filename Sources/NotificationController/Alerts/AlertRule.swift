import GitOpsAPI
import OperatorKit

/// An Alert as it is kept for matching: its expressions are compiled once.
struct AlertRule: Sendable {
  let alert: Alert
  let inclusions: [MessagePattern]
  let exclusions: [MessagePattern]
  /// Expressions that cannot be read, to be told of when an event comes by.
  let brokenInclusions: [String]
  let brokenExclusions: [String]

  init(_ alert: Alert) {
    var alert = alert
    alert.metadata = alert.metadata.withoutConfiguration
    self.alert = alert
    (inclusions, brokenInclusions) = AlertRule.compile(alert.spec.inclusionList)
    (exclusions, brokenExclusions) = AlertRule.compile(alert.spec.exclusionList)
  }

  private static func compile(_ sources: [String]) -> (patterns: [MessagePattern], broken: [String]) {
    var (patterns, broken): ([MessagePattern], [String]) = ([], [])
    for source in sources {
      if let pattern = MessagePattern(source) { patterns.append(pattern) } else { broken.append(source) }
    }
    return (patterns, broken)
  }

  var key: ObjectKey { alert.key }

  /// The Provider, which is in the Alert's namespace.
  var provider: ObjectKey { ObjectKey(namespace: key.namespace, name: alert.spec.providerRef.name) }

  /// What the Alert is found by: kind and namespace of each source.
  var places: [String] { alert.spec.eventSources.map { AlertRule.place($0.kind.rawValue, namespace(of: $0)) } }

  func namespace(of source: EventSource) -> String { source.namespace ?? key.namespace }

  static func place(_ kind: String, _ namespace: String) -> String { "\(kind)/\(namespace)" }

  /// The name of the index by ``places``.
  static let placeIndex = "place"
}

extension ObjectMeta {
  /// Without the copy of the whole object that `kubectl apply` leaves in an annotation.
  var withoutConfiguration: ObjectMeta {
    var slim = self
    slim.annotations?["kubectl.kubernetes.io/last-applied-configuration"] = nil
    return slim
  }
}

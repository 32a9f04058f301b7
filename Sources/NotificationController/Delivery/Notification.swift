import GitOpsAPI
import OperatorKit

/// An event on its way to one provider, for one Alert.
struct Notification: Sendable {
  /// With the metadata that the Alert makes of it.
  var event: ControllerEvent
  let alert: Alert
  /// How many events it stands for.
  var count = 1

  /// `kustomization/shop.apps`, as most messages name the object.
  var objectName: String {
    let object = event.involvedObject
    return "\((object.kind ?? "").lowercased())/\(object.name ?? "").\(object.namespace ?? "")"
  }

  var isError: Bool { event.severity == .error }

  /// The metadata in the order of its keys, so that equal events give equal requests.
  var metadata: [(key: String, value: String)] { event.metadata.sorted { $0.key < $1.key } }

  /// The event as it is to be told: where it stands for several, it says so.
  var told: ControllerEvent {
    guard count > 1 else { return event }
    var told = event
    told.message += "\n(\(count) events like this one)"
    return told
  }
}

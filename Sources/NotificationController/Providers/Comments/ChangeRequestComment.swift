import GitOpsAPI
import HTTP
import JSON

/// A comment on a pull or merge request, one for each object, which is kept up to date.
enum ChangeRequestComment {
  /// What a comment is found again by, invisible to readers.
  static func marker(_ prefix: String, _ notification: Notification, providerUID: String) -> String {
    let object = notification.event.involvedObject
    return "<!-- \(prefix):\(providerUID)/\(object.kind ?? "")/\(object.namespace ?? "")/\(object.name ?? "") -->"
  }

  static func body(_ marker: String, _ notification: Notification) -> String {
    "\(marker)\n\n\(StatusText.markdown(notification))"
  }

  /// The number of the request that the event is about. Throws ``DeliveryError``.
  static func number(_ event: ControllerEvent) throws -> Int {
    guard let text = event.metadata[EventMetadata.changeRequest] else {
      throw DeliveryError.unfit("missing \"\(EventMetadata.changeRequest)\" metadata key")
    }
    guard let number = Int(text) else {
      throw DeliveryError.unfit("invalid \"\(EventMetadata.changeRequest)\" metadata value \"\(text)\"")
    }
    return number
  }

  /// The number of our own comment with the marker among some; `userName` finds the author's name in a comment.
  static func find(
    _ marker: String, in comments: JSONValue, author: String, userName: (JSONValue) -> String?
  ) -> Int? {
    comments.arrayValue?.first { comment in
      userName(comment) == author && comment["body"]?.stringValue?.contains(marker) == true
    }?["id"]?.intValue
  }
}

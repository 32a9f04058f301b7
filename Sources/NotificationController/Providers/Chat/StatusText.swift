import GitOpsAPI
import HTTP
import JSON

/// An event as a small document in Markdown, for comments and for chats that show it.
enum StatusText {
  static func markdown(_ notification: Notification) -> String {
    let object = notification.event.involvedObject
    let name = "\(object.kind ?? "")/\(object.namespace ?? "")/\(object.name ?? "")"
    var text = "## Flux Status\n\n\(notification.isError ? "⚠️" : "ℹ️") \(name)\n\n"
    text += "\(Markup.markdown(notification.told.message))\n\nMetadata:\n"
    for (key, value) in notification.metadata where key != EventMetadata.changeRequest {
      text += "* `\(Markup.code(key))`: \(Markup.markdown(Markup.line(value)))\n"
    }
    return text
  }
}

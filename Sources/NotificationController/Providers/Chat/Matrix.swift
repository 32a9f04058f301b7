import Digests
import GitOpsAPI
import HTTP
import JSON

/// Matrix: a text message in a room. Its transaction is named by the event, so that a message sent twice appears once.
struct Matrix: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    url = try settings.url()
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let event = notification.told
    let transaction = DigestAlgorithm.sha1.hexDigest(of: event.json.serialized(sortedKeys: true))
    var text = "\(notification.isError ? "🚨" : "💫") \(notification.objectName)\n\(event.message)\n"
    for (key, value) in notification.metadata { text += "- \(Markup.line(key)): \(Markup.line(value))\n" }
    let room = PercentEncoding.encode(settings.channel, keeping: .path)
    let target = url.appending(
      encodedPath: "/_matrix/client/r0/rooms/\(room)/send/m.room.message/\(transaction)")
    var request = settings.post(
      ["body": .string(text), "msgtype": "m.text"], to: target, headers: ["Authorization": "Bearer \(settings.token)"])
    request.method = .put
    return [request]
  }
}

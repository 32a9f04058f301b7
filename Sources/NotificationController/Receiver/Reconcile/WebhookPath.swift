import Digests
import HTTPServer
import OperatorKit

/// Where a Receiver is called. Who knows it can call, so nothing but the Receiver's status tells it.
struct WebhookPath: Hashable, Sendable {
  static let prefix = "/hook/"

  let text: String

  /// The path of a Receiver; without a token for callers that bring one of an issuer's.
  init(token: [UInt8], _ receiver: ObjectKey) {
    let name = Array(receiver.name.utf8) + Array(receiver.namespace.utf8)
    text = WebhookPath.prefix + DigestAlgorithm.sha256.hexDigest(of: token + name)
  }

  /// What a status has.
  init(status text: String) { self.text = text }

  /// What a request asks for: exactly a path, without a query; `nil` for anything that is no webhook.
  init?(_ request: ServerRequest) {
    guard request.query == nil, request.rawPath.hasPrefix(WebhookPath.prefix) else { return nil }
    text = request.rawPath
  }

  /// Under what the index has it: the digest, so that the time of a look-up says nothing about the paths there are.
  var indexed: String { DigestAlgorithm.sha256.hexDigest(of: text) }

  func isSame(as other: WebhookPath) -> Bool { constantTimeEquals(text, other.text) }
}

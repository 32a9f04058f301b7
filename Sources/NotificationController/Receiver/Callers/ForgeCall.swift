import GitOpsAPI
import HTTP

/// Calls of GitHub and of servers that sign as it does: Gitea, Forgejo, Bitbucket Server.
enum ForgeCall {
  /// Throws ``CallRefusal``.
  static func verify(
    _ call: ReceivedCall, _ spec: Receiver.Spec, _ secret: ReceiverSecret, eventHeader: String
  ) async throws -> VerifiedCall {
    let type = MediaType.listed(in: call.headers).first ?? ""
    guard type == "application/json" || type == "application/x-www-form-urlencoded" else {
      throw CallRefusal("webhook request has unsupported Content-Type '\(type.prefix(64))'")
    }
    let signature = call.headers["X-Hub-Signature-256"].flatMap { $0.isEmpty ? nil : $0 }
    var verified = try await VerifiedCall(call)
    try CallSignature.check(signature ?? call.headers["X-Hub-Signature"], verified.body, secret.token)
    try EventNames.check(call.headers[eventHeader], spec.events)
    if type != "application/json" { verified.body = try payload(of: verified.body) }
    return verified
  }

  /// The field `payload` of a form.
  private static func payload(of body: [UInt8]) throws -> [UInt8] {
    let prefix = Array("payload=".utf8)
    guard let field = body.split(separator: UInt8(ascii: "&")).first(where: { $0.starts(with: prefix) }) else {
      return []
    }
    let plus = UInt8(ascii: "+")
    let value = field.dropFirst(prefix.count).map { $0 == plus ? UInt8(ascii: " ") : $0 }
    guard let text = PercentEncoding.decode(value[...]) else { throw CallRefusal("the form is malformed") }
    return Array(text.utf8)
  }
}

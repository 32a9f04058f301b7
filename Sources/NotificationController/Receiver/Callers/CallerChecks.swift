import Digests
import GitOpsAPI
import HTTP

/// Says for each type of Receiver how its callers are known.
struct CallerChecks: Sendable {
  let google: GoogleTokenCheck
  let issuers: IssuerTokenCheck

  /// Throws ``CallRefusal``, ``CallBodyError``, ``TokenError``, `HTTPError`: the caller is not let in; and
  /// `ServerBodyError`, `CancellationError`.
  func verify(_ call: ReceivedCall, for receiver: Receiver, _ secret: ReceiverSecret?) async throws -> VerifiedCall {
    let spec = receiver.spec
    if spec.type == .genericOIDC { return try await issuers.verify(call, spec.oidcProviders) }
    guard let secret else { throw CallRefusal("unable to read secret, or it has no token") }
    switch spec.type.rawValue {
    case "generic": break
    case "generic-hmac":
      try CallSignature.check(call.headers["X-Signature"], try await call.body(), secret.token)
    case "github": return try await ForgeCall.verify(call, spec, secret, eventHeader: "X-GitHub-Event")
    case "bitbucket": return try await ForgeCall.verify(call, spec, secret, eventHeader: "X-Event-Key")
    case "gitlab":
      try SharedToken.check(call.headers["X-Gitlab-Token"], secret.token, header: "X-Gitlab-Token")
      try EventNames.check(call.headers["X-Gitlab-Event"], spec.events)
    case "harbor":
      try SharedToken.check(call.headers["Authorization"], secret.token, header: "Authorization")
    case "nexus": try NexusCall.check(call.headers, try await call.body(), secret)
    case "dockerhub", "quay", "acr": try RegistryCall.check(try await call.body(), spec.type.rawValue)
    case "gcr": return try await google.verify(call, secret)
    case "cdevents":
      try EventNames.check(call.headers["Ce-Type"], spec.events)
      try CDEvent.check(try await call.body())
    default: throw CallRefusal("receiver type '\(spec.type.rawValue)' not supported")
    }
    return try await VerifiedCall(call)
  }
}

/// The names of events that a Receiver acts upon.
enum EventNames {
  /// Without a list all are allowed. Throws ``CallRefusal``.
  static func check(_ name: String?, _ allowed: [String]) throws {
    let name = name ?? ""
    guard allowed.isEmpty || allowed.contains(where: { $0.lowercased() == name.lowercased() }) else {
      throw CallRefusal("the event '\(name.prefix(64))' is not authorised")
    }
  }
}

/// A token that the caller sends as it is.
enum SharedToken {
  /// Throws ``CallRefusal``.
  static func check(_ value: String?, _ token: [UInt8], header: String) throws {
    guard constantTimeEquals(Array((value ?? "").utf8), token) else {
      throw CallRefusal("the \(header) header value does not match the receiver token")
    }
  }
}

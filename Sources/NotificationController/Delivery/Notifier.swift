import GitOpsAPI
import HTTP
import JSON

/// Tells one provider of events.
protocol Notifier: Sendable {
  /// Throws when the provider could not be told.
  func notify(_ notification: Notification, through sender: Sender) async throws
}

/// A notifier that is a function from a notification to requests, sent one after the other.
protocol RequestNotifier: Notifier {
  /// None when the provider is not to be told.
  func requests(for notification: Notification) throws -> [HTTPRequest]

  /// Whether a successful answer is to be looked at.
  var checksAnswers: Bool { get }

  /// Looks at a successful answer; throws when it is none after all.
  func check(_ answer: Sender.Answer) throws
}

extension RequestNotifier {
  var checksAnswers: Bool { false }

  func check(_ answer: Sender.Answer) throws {}

  func notify(_ notification: Notification, through sender: Sender) async throws {
    for request in try requests(for: notification) {
      let answer = try await sender.send(request, reading: checksAnswers)
      if checksAnswers { try check(answer) }
    }
  }
}

extension ProviderSettings {
  /// A POST of JSON to an incoming webhook or an API.
  func post(_ json: JSONValue, to url: RemoteURL, headers: HTTPHeaders = [:]) -> HTTPRequest {
    post(json.serialized(), to: url, headers: headers)
  }

  func post(_ body: [UInt8], to url: RemoteURL, headers: HTTPHeaders = [:]) -> HTTPRequest {
    var request = request(.post, url, headers: headers)
    if request.headers["Content-Type"] == nil { request.headers["Content-Type"] = "application/json" }
    request.body = .bytes(body)
    return request
  }

  /// `Authorization: Bearer` with the token, if there is one.
  var bearer: HTTPHeaders { token.isEmpty ? [:] : ["Authorization": "Bearer \(token)"] }

  /// `Authorization: Basic` with user and password, if there are both.
  var basic: HTTPHeaders {
    var headers: HTTPHeaders = [:]
    if !username.isEmpty, !password.isEmpty { headers.setBasicAuthorization(user: username, password: password) }
    return headers
  }
}

extension ControllerEvent {
  /// The event as JSON, as it was posted, with the metadata in the order of its keys.
  var json: JSONValue {
    var json = (try? JSONEncoding.encode(self)) ?? .object([:])
    if json["metadata"] != nil { json["metadata"] = JSONValue(metadata) }
    return json
  }
}

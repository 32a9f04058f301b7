import HTTP

/// What to ask a token server for: the token flow of the distribution specification, and its OAuth2 form where there
/// is an identity token to trade in.
struct TokenRequest: Hashable, Sendable {
  let realm: RemoteURL
  let service: String?
  let scope: String
  let credentials: RegistryCredentials

  private static let clientID = "flux-swift"

  func request(_ options: HTTPOptions) -> HTTPRequest {
    var request: HTTPRequest
    if case .identityToken(let token) = credentials {
      request = HTTPRequest(method: .post, url: realm)
      request.headers["Content-Type"] = "application/x-www-form-urlencoded"
      var fields = [
        (name: "grant_type", value: "refresh_token"), (name: "refresh_token", value: token),
        (name: "client_id", value: Self.clientID), (name: "scope", value: scope),
      ]
      if let service { fields.append((name: "service", value: service)) }
      // A form is written as the query of a URL is.
      request.body = .bytes(Array((realm.withoutQuery.appending(query: fields).query ?? "").utf8))
    } else {
      var fields: [(name: String, value: String)] = []
      if let service { fields.append((name: "service", value: service)) }
      fields.append((name: "scope", value: scope))
      request = HTTPRequest(url: realm.appending(query: fields))
      if case .basic(let username, let password) = credentials {
        request.headers.setBasicAuthorization(user: username, password: password)
      }
    }
    request.options = options
    request.options.redirects = .none
    return request
  }
}

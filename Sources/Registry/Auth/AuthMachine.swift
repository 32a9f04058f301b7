import HTTP

/// How one request gets through a registry's door, as a state machine without I/O: answers in, what to do next out.
///
/// A request is sent with what is known to have worked before, or with nothing. A 401 names the ways in; of these the
/// machine takes one, once: fresh proof that is refused is refused for good.
struct AuthMachine: Sendable {
  enum Action: Hashable, Sendable {
    /// Send the request with this `Authorization`.
    case send(authorization: String?)
    /// Ask the registry's root which ways in there are: the answer to the request did not say.
    case ping
    case fetchToken(TokenRequest)
    /// The last answer is the one that counts.
    case accept
    case fail(RegistryError)
  }

  private enum State: Sendable {
    /// Nothing that is fresh was sent yet.
    case trying
    /// The root was asked.
    case asked
    case awaitingToken
    /// What was made for this request was sent.
    case committed

    var isAsking: Bool { if case .asked = self { true } else { false } }
  }

  private var state = State.trying
  private let host: String
  private let isPlain: Bool
  private let scope: String
  private let credentials: RegistryCredentials

  /// - Parameters:
  ///   - isPlain: Whether the registry is spoken to without TLS, so that its token server may be too.
  init(host: String, isPlain: Bool, scope: String, credentials: RegistryCredentials) {
    self.host = host
    self.isPlain = isPlain
    self.scope = scope
    self.credentials = credentials
  }

  /// Begins, with the proof that worked last.
  mutating func start(known: KnownAuth?) -> Action {
    switch (known, credentials) {
    case (_, .registryToken(let token)): .send(authorization: "Bearer \(token)")
    case (.bearer(let token), _): .send(authorization: "Bearer \(token)")
    case (.basic, _): .send(authorization: Self.basic(credentials))
    case (nil, _): .send(authorization: nil)
    }
  }

  /// The request, or the ping, was answered.
  mutating func answered(status: Int, challenges: [AuthChallenge]) -> Action {
    guard status == 401 else { return state.isAsking ? refuse("it names no way to authenticate") : .accept }
    if case .committed = state { return refuse("\(credentials) not accepted") }
    if challenges.isEmpty {
      if state.isAsking { return refuse("it names no way to authenticate") }
      state = .asked
      return .ping
    }
    if case .registryToken = credentials { return refuse("\(credentials) not accepted") }
    if let bearer = challenges.first(where: { $0.scheme == "bearer" }) { return askForToken(bearer) }
    if challenges.contains(where: { $0.scheme == "basic" }) {
      guard let authorization = Self.basic(credentials) else { return refuse("it wants a username and a password") }
      state = .committed
      return .send(authorization: authorization)
    }
    return refuse("it wants authentication of an unknown kind")
  }

  /// The token server has given a token.
  mutating func received(_ token: RegistryToken) -> Action {
    state = .committed
    return .send(authorization: "Bearer \(token.value)")
  }

  private mutating func askForToken(_ challenge: AuthChallenge) -> Action {
    guard let text = challenge.parameters["realm"], let realm = RemoteURL(text),
      realm.scheme == "https" || realm.scheme == "http", !realm.hasCredentials
    else { return .fail(.tokenServer(host: host, problem: "the registry names no address for it")) }
    guard realm.scheme == "https" || isPlain else {
      let problem = "its address is http, and credentials would go over the network in clear"
      return .fail(.tokenServer(host: realm.authority, problem: problem))
    }
    state = .awaitingToken
    // The registry knows best what its own request needs, but never gets to choose more than that.
    let service = challenge.parameters["service"].flatMap { $0.isEmpty ? nil : $0 }
    return .fetchToken(TokenRequest(realm: realm, service: service, scope: scope, credentials: credentials))
  }

  private func refuse(_ detail: String) -> Action { .fail(.unauthorized(host: host, detail: detail)) }

  static func basic(_ credentials: RegistryCredentials) -> String? {
    guard case .basic(let username, let password) = credentials else { return nil }
    var headers = HTTPHeaders()
    headers.setBasicAuthorization(user: username, password: password)
    return headers["Authorization"]
  }
}

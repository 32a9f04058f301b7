import HTTP
import Testing

@testable import Registry

@Suite("How a request gets through a registry's door")
struct AuthMachineTests {
  private static let basic = RegistryCredentials.basic(username: "u", password: "p")
  private static let bearer = AuthChallenge.parse(
    #"Bearer realm="https://auth.example.com/token",service="registry",scope="repository:a/b:pull""#)

  private func machine(_ credentials: RegistryCredentials = basic, isPlain: Bool = false) -> AuthMachine {
    AuthMachine(host: "r.example.com", isPlain: isPlain, scope: "repository:a/b:pull", credentials: credentials)
  }

  @Test("nothing is sent until it is asked for")
  func anonymousFirst() {
    var machine = machine()
    #expect(machine.start(known: nil) == .send(authorization: nil))
    #expect(machine.answered(status: 200, challenges: []) == .accept)
  }

  @Test("a bearer challenge leads to a token, and the token to the request; refused once more, it is refused for good")
  func tokenFlow() throws {
    var machine = machine()
    _ = machine.start(known: nil)
    let action = machine.answered(status: 401, challenges: Self.bearer)
    guard case .fetchToken(let request) = action else {
      Issue.record("not \(action)")
      return
    }
    #expect(request.realm.host == "auth.example.com")
    #expect(request.service == "registry")
    #expect(request.scope == "repository:a/b:pull")
    let token = try RegistryToken(Array(#"{"token":"t0k3n","expires_in":300}"#.utf8))
    #expect(machine.received(token) == .send(authorization: "Bearer t0k3n"))
    guard case .fail(.unauthorized) = machine.answered(status: 401, challenges: Self.bearer) else {
      Issue.record("a fresh token that is refused is asked for again")
      return
    }
  }

  @Test("a token that was kept and has gone stale is replaced once")
  func staleToken() {
    var machine = machine()
    #expect(machine.start(known: .bearer("old")) == .send(authorization: "Bearer old"))
    guard case .fetchToken = machine.answered(status: 401, challenges: Self.bearer) else {
      Issue.record("no new token was asked for")
      return
    }
  }

  @Test("a basic challenge is answered with the password, and only where there is one")
  func basicFlow() {
    let challenge = AuthChallenge.parse(#"Basic realm="x""#)
    var known = machine()
    _ = known.start(known: nil)
    #expect(known.answered(status: 401, challenges: challenge) == .send(authorization: "Basic dTpw"))
    guard case .fail(.unauthorized) = known.answered(status: 401, challenges: challenge) else {
      Issue.record("the refused password is sent again")
      return
    }
    var anonymous = machine(.anonymous)
    _ = anonymous.start(known: nil)
    guard case .fail(.unauthorized(_, let detail)) = anonymous.answered(status: 401, challenges: challenge) else {
      Issue.record("no failure without credentials")
      return
    }
    #expect(detail.contains("username"))
  }

  @Test("a 401 that names no way in makes the machine ask the root, once")
  func ping() {
    var machine = machine()
    _ = machine.start(known: nil)
    #expect(machine.answered(status: 401, challenges: []) == .ping)
    guard case .fetchToken = machine.answered(status: 401, challenges: Self.bearer) else {
      Issue.record("the root's challenge was not taken")
      return
    }
    var lost = self.machine()
    _ = lost.start(known: nil)
    _ = lost.answered(status: 401, challenges: [])
    guard case .fail(.unauthorized) = lost.answered(status: 401, challenges: []) else {
      Issue.record("asked in a circle")
      return
    }
  }

  @Test("credentials never go to a token server in clear when the registry itself speaks TLS")
  func plainTokenServer() {
    let challenge = AuthChallenge.parse(#"Bearer realm="http://auth.example.com/token""#)
    var machine = machine()
    _ = machine.start(known: nil)
    guard case .fail(.tokenServer) = machine.answered(status: 401, challenges: challenge) else {
      Issue.record("the password would go over the network in clear")
      return
    }
    var plain = self.machine(isPlain: true)
    _ = plain.start(known: nil)
    guard case .fetchToken = plain.answered(status: 401, challenges: challenge) else {
      Issue.record("a plain registry may have a plain token server")
      return
    }
  }

  @Test("several challenges in one header, quotes and escapes are read")
  func challenges() {
    let found = AuthChallenge.parse(#"Basic realm="a, \"b\"", Bearer realm="https://x/t" , service = reg"#)
    #expect(found.map(\.scheme) == ["basic", "bearer"])
    #expect(found.first?.parameters["realm"] == #"a, "b""#)
    #expect(found.last?.parameters == ["realm": "https://x/t", "service": "reg"])
    for broken in ["", ",", "Bearer realm=\"", "=\"x\"", "Bearer =", "\"\"\"", "Basic realm=\"\\"] {
      _ = AuthChallenge.parse(broken)
    }
  }

  @Test("what a token server says is not believed blindly")
  func tokens() throws {
    for body in ["", "[]", "{}", #"{"token":""}"#, #"{"token":7}"#, "{\"token\":\"a\\r\\nX: y\"}", "nonsense"] {
      #expect(throws: RegistryToken.Problem.self) { try RegistryToken(Array(body.utf8)) }
    }
    #expect(try RegistryToken(Array(#"{"access_token":"a","expires_in":-5}"#.utf8)).lifetime == .seconds(50))
    let eternal = try RegistryToken(Array(#"{"token":"a","expires_in":99999999999}"#.utf8))
    #expect(eternal.lifetime == .seconds(3590))
  }

  @Test("an identity token is traded in by POST, a password by GET with basic authentication")
  func tokenRequests() throws {
    let realm = try #require(RemoteURL("https://auth.example.com/token?a=b"))
    let trade = TokenRequest(
      realm: realm, service: "s", scope: "repository:a:pull", credentials: .identityToken("id&1")
    )
    .request(HTTPOptions())
    #expect(trade.method == .post)
    guard case .bytes(let body) = trade.body else {
      Issue.record("no form")
      return
    }
    let form = String(decoding: body, as: UTF8.self)
    #expect(form.contains("grant_type=refresh_token") && form.contains("refresh_token=id%261"))
    let get = TokenRequest(realm: realm, service: "s", scope: "repository:a:pull", credentials: Self.basic)
      .request(HTTPOptions())
    #expect(get.method == .get)
    #expect(get.headers["Authorization"] == "Basic dTpw")
    #expect(get.url.query == "a=b&service=s&scope=repository%3Aa%3Apull")
  }
}

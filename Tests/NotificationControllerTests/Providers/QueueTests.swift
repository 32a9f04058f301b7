import Digests
import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

@testable import NotificationController

/// What queues in clouds are sent, for a success and for a failure.
@Suite struct QueueTests {
  private static func account(_ key: TestKey, _ address: String) -> String {
    JSONValue.object([
      "client_email": "flux@project.iam.gserviceaccount.com", "private_key": .string(key.pem),
      "token_uri": .string("\(address)/token"),
    ]).serializedString()
  }

  @Test("N-PQ-01 googlepubsub: the event as a message of a topic, with the token of a service account")
  func pubSub() async throws {
    let key = try #require(TestKey())
    func asked(_ headers: [String: String]) async throws -> [ScriptedServer.Seen] {
      try await ScriptedServer.asked(
        answer: { request in
          request.path == "/token"
            ? .json(Array("{\"access_token\":\"ya29\",\"expires_in\":3600}".utf8))
            : .json(Array("{\"messageIds\":[\"1\"]}".utf8))
        }
      ) { address in
        let settings = Samples.settings("googlepubsub", address: "project") {
          ($0.channel, $0.headers, $0.token) = ("topic", headers, Self.account(key, address))
        }
        return try GooglePubSub(settings, tokens: Samples.tokens, api: address)
      }
    }
    let seen = try await asked([:])
    #expect(seen.map(\.path) == ["/token"] + Array(repeating: "/v1/projects/project/topics/topic:publish", count: 2))
    let form = Form.fields(try #require(seen.first).body)
    #expect(form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer")
    let claims = try #require(key.claims(of: form["assertion"] ?? ""))
    #expect(claims["iss"] == "flux@project.iam.gserviceaccount.com")
    #expect(claims["scope"] == "https://www.googleapis.com/auth/pubsub")
    #expect(claims["aud"]?.stringValue?.hasSuffix("/token") == true)
    #expect(
      seen.dropFirst().map(\.json)
        == Samples.both.map {
          ["messages": [["data": .string(Base64.encode($0.json.serialized()))]]]
        })
    #expect(seen.dropFirst().allSatisfy { $0.headers["Authorization"] == "Bearer ya29" })
    let attributed = try await asked(["team": "apps"]).last?.json?["messages"]?[0]?["attributes"]
    #expect(attributed == ["team": "apps"])
    for (address, channel) in [("", "topic"), ("project", "")] {
      #expect(throws: ProviderError.self) {
        try Samples.notifier("googlepubsub", address) { ($0.channel, $0.token) = (channel, "{}") }
      }
    }
    let refusal = #expect(throws: ProviderError.self) {
      try Samples.notifier("googlepubsub", "project") { $0.channel = "topic" }
    }
    #expect("\(refusal as Any)".contains("cloud identities are not supported"))
  }

  @Test("N-PQ-03 azureeventhub with a shared access key")
  func sharedAccessKey() async throws {
    func connection(_ address: String) -> String {
      let host = address.dropFirst("http://".count)
      return "Endpoint=sb://\(host)/;SharedAccessKeyName=send;SharedAccessKey=a2V5;EntityPath=hub;"
        + "UseDevelopmentEmulator=true"
    }
    let seen = try await ScriptedServer.asked(answer: { _ in ServerResponse(status: 201) }) {
      try Samples.notifier("azureeventhub", connection($0))
    }
    #expect(seen.map(\.json) == Samples.both.map(\.json))
    for request in seen {
      #expect(request.method == "POST" && request.path == "/hub/messages")
      #expect(request.query == "timeout=60&api-version=2014-01")
      #expect(request.headers["Content-Type"] == "application/atom+xml;type=entry;charset=utf-8")
      let header = try #require(request.headers["Authorization"])
      #expect(header.hasPrefix("SharedAccessSignature "))
      let parts = Form.fields(Array(header.dropFirst("SharedAccessSignature ".utf8.count).utf8))
      let resource = try #require(parts["sr"])
      #expect(resource.hasSuffix("/hub") && parts["skn"] == "send")
      let expiry = try #require(parts["se"].flatMap { Int64($0) })
      let now = Timestamp.now().microseconds / 1_000_000
      #expect(expiry > now && expiry <= now + 3600)
      let encoded = PercentEncoding.encode(resource, keeping: .unreserved)
      let code = DigestAlgorithm.sha256.authenticationCode(
        of: Array("\(encoded)\n\(expiry)".utf8), key: Array("a2V5".utf8))
      #expect(parts["sig"] == Base64.encode(code))
    }
    for change: (inout ProviderSettings) -> Void in [{ $0.token = "t" }, { $0.serviceAccount = "sa" }] {
      #expect(throws: ProviderError.self) { try Samples.notifier("azureeventhub", connection("http://x"), change) }
    }
    #expect(throws: ProviderError.self) { try Samples.notifier("azureeventhub", "Endpoint=sb://x/;SharedAccessKey=k") }
  }

  @Test(
    "N-PQ-04 N-PQ-06 azureeventhub with a token of the user's, in each of Azure's clouds",
    arguments: [
      (nil, "ns.servicebus.windows.net"), ("https://login.chinacloudapi.cn", "ns.servicebus.chinacloudapi.cn"),
      ("https://login.microsoftonline.us", "ns.servicebus.usgovcloudapi.net"),
    ])
  func token(_ authority: String?, _ host: String) throws {
    func requests(_ channel: String) throws -> [HTTPRequest] {
      let settings = Samples.settings("azureeventhub", address: "hub") { ($0.channel, $0.token) = (channel, "jwt") }
      return try AzureEventHub(settings, authorityHost: authority).requests(for: Samples.notification())
    }
    let request = try #require(try requests("ns").first)
    #expect(
      request.url.string(includingCredentials: false)
        == "https://\(host)/hub/messages?timeout=60&api-version=2014-01")
    #expect(request.headers["Authorization"] == "Bearer jwt")
    #expect(try requests("own.servicebus.example").first?.url.host == "own.servicebus.example")
    #expect(throws: ProviderError.self) {
      try Samples.notifier("azureeventhub", "hub") { ($0.token, $0.serviceAccount) = ("jwt", "sa") }
    }
  }
}

/// NATS, against a server that speaks its protocol.
@Suite struct NATSTests {
  /// The key of the bytes 1 to 32, encoded by another program.
  private static let seed = "SUAACAQDAQCQMBYIBEFAWDANBYHRAEISCMKBKFQXDAMRUGY4DUPB6IC5CQ"
  private static let user = "UB43KVROR7TFJ6KAPCYRF2FJROTZAH4FHLTJLPWX4DRZCC5NASLGJBFE"

  private func publish(
    to server: NATSServer, _ events: [ControllerEvent] = Samples.both,
    _ change: (inout ProviderSettings) -> Void = { _ in }
  ) async throws -> [NATSServer.Published] {
    let notifier = try Samples.notifier("nats", "nats://127.0.0.1:\(server.port)") {
      $0.channel = "flux.events"
      change(&$0)
    }
    let sender = Sender(client: HTTPClient.shared, timeout: .seconds(120))
    for event in events { try await notifier.notify(Samples.notification(event), through: sender) }
    return server.received
  }

  @Test("N-PQ-08 nats: the event as a message of a subject")
  func events() async throws {
    let server = try NATSServer()
    let received = try await publish(to: server)
    #expect(received.map(\.subject) == ["flux.events", "flux.events"])
    #expect(try received.map { try JSONParser.parse($0.payload) } == Samples.both.map(\.json))
    let options = try JSONParser.parse(Array(try #require(received.first).connect.utf8))
    #expect(options["name"] == "NATS Provider Publisher" && options["user"] == nil && options["jwt"] == nil)
    for (address, channel) in [("", "s"), ("nats://x", ""), ("https://x", "s"), ("nats://x", "two words")] {
      #expect(throws: ProviderError.self) { try Samples.notifier("nats", address) { $0.channel = channel } }
    }
  }

  @Test("N-PQ-09 N-PK-08 nats: credentials go before a key, and a key before a password")
  func identities() async throws {
    let credentials = """
      -----BEGIN NATS USER JWT-----
      eyJ.own.token
      ------END NATS USER JWT------

      -----BEGIN USER NKEY SEED-----
      \(Self.seed)
      ------END USER NKEY SEED------
      """
    let server = try NATSServer(info: "{\"nonce\":\"n0nce\"}")
    func options(_ secret: [String: String], _ password: String) async throws -> JSONValue {
      let received = try await publish(to: server, [Samples.info]) {
        $0.secret = secret.mapValues { Array($0.utf8) }
        ($0.username, $0.password) = ("u", password)
      }
      return try JSONParser.parse(Array(try #require(received.last).connect.utf8))
    }
    let password = try await options([:], "p")
    #expect(password["user"] == "u" && password["pass"] == "p" && password["sig"] == nil)
    let nobody = try await options([:], "")
    #expect(nobody["user"] == nil && nobody["pass"] == nil)
    let key = try await options(["nkey": Self.seed], "p")
    #expect(key["nkey"]?.stringValue == Self.user && key["user"] == nil)
    let all = try await options(["creds": credentials, "nkey": Self.seed], "p")
    #expect(all["jwt"] == "eyJ.own.token" && all["nkey"] == nil && all["user"] == nil)
    let decoded = try #require(NKey.decode(Self.user))
    for signed in [key, all] {
      let signature = try #require(signed["sig"]?.stringValue.flatMap { Base64.decode($0, .urlSafe) })
      #expect(
        EdwardsSignature.isValid(signature, of: Array("n0nce".utf8), by: Array(decoded.dropFirst().prefix(32))))
    }
    for secret in [["creds": "nothing"], ["nkey": "SUAA"], ["nkey": Self.user]] {
      #expect(throws: ProviderError.self) {
        try Samples.notifier("nats", "nats://x") {
          ($0.channel, $0.secret) = ("s", secret.mapValues { Array($0.utf8) })
        }
      }
    }
  }

  @Test(
    "nats: what the server refuses is a failure",
    arguments: [
      ("{}", "-ERR 'Permissions Violation'\r\n", "Permissions Violation"),
      ("{\"max_payload\":10}", "PONG\r\n", "larger than"),
    ])
  func refusals(_ info: String, _ answer: String, _ text: String) async throws {
    let server = try NATSServer(info: info, answer: answer)
    let error = await #expect(throws: DeliveryError.self) { _ = try await publish(to: server, [Samples.info]) }
    #expect("\(error as Any)".contains(text))
  }

  /// The address of a server, tried with some trust; what the server was told.
  private func publish(_ address: String, _ server: NATSServer, trusting authority: [UInt8]?) async throws
    -> [NATSServer.Published]
  {
    let notifier = try Samples.notifier("nats", address) {
      $0.channel = "flux.events"
      if let authority { $0.tls = TLSOptions(caPEM: authority, useSystemRoots: false) }
    }
    try await notifier.notify(
      Samples.notification(), through: Sender(client: HTTPClient.shared, timeout: .seconds(120)))
    return server.received
  }

  @Test("nats: a server that wants TLS gets it, and is believed only with a certificate of a known authority")
  func secure() async throws {
    let folder = try TemporaryDirectory(prefix: "nats")
    let authority = try await CertificateAuthority.create(in: folder.path)
    let trusted = Array(try await ChildProcess.run("cat", authority.certificatePath).text.utf8)
    func server(_ name: String, _ info: String = "{\"tls_required\":true}") async throws -> NATSServer {
      let identity = try await authority.issue(
        name.replacingColon, subject: "/CN=nats", alternativeNames: [name], usage: .server)
      return try NATSServer(
        info: info, identity: ServerIdentity(certificate: identity.certificatePath, key: identity.keyPath))
    }
    let good = try await server("IP:127.0.0.1")
    for scheme in ["tls", "nats"] {
      let received = try await publish("\(scheme)://127.0.0.1:\(good.port)", good, trusting: trusted)
      #expect(received.last?.isSecure == true && received.last?.subject == "flux.events")
      let options = try JSONParser.parse(Array(try #require(received.last).connect.utf8))
      #expect(options["tls_required"] == true)
    }
    let named = try await server("DNS:localhost", "{\"tls_available\":true}")
    #expect(try await publish("tls://localhost:\(named.port)", named, trusting: trusted).count == 1)
    let other = try await server("DNS:nats.example")
    for (server, authority) in [(good, nil), (other, trusted)] {
      let error = await #expect(throws: DeliveryError.self) {
        _ = try await publish("tls://127.0.0.1:\(server.port)", server, trusting: authority)
      }
      #expect("\(error as Any)".contains("TLS"))
    }
    #expect(good.received.count == 2 && other.received.isEmpty)
    let plain = try NATSServer()
    let error = await #expect(throws: DeliveryError.self) {
      _ = try await publish("tls://127.0.0.1:\(plain.port)", plain, trusting: trusted)
    }
    #expect("\(error as Any)".contains("does not offer TLS"))
  }

  @Test("nats: one server of a cluster is enough, and an address may say who logs in")
  func addresses() async throws {
    let server = try NATSServer()
    func options(_ address: String, _ change: (inout ProviderSettings) -> Void = { _ in }) async throws -> JSONValue {
      let notifier = try Samples.notifier("nats", address) {
        $0.channel = "s"
        change(&$0)
      }
      try await notifier.notify(
        Samples.notification(), through: Sender(client: HTTPClient.shared, timeout: .seconds(120)))
      return try JSONParser.parse(Array(try #require(server.received.last).connect.utf8))
    }
    let host = "127.0.0.1:\(server.port)"
    _ = try await options("nats://127.0.0.1:1, \(host)")
    let user = try await options("nats://u:p%40ss@\(host)")
    #expect(user["user"] == "u" && user["pass"] == "p@ss" && user["auth_token"] == nil)
    let token = try await options("nats://t0ken@\(host)")
    #expect(token["auth_token"] == "t0ken" && token["user"] == nil)
    let secret = try await options("nats://u:p@\(host)") { ($0.username, $0.password) = ("v", "q") }
    #expect(secret["user"] == "v" && secret["pass"] == "q")
    let settings = Samples.settings("nats", address: "nats://a:one@x,nats://two@y") { _ in }
    #expect(settings.secrets.contains("one") && settings.secrets.contains("two"))
    for address in ["ws://x", "nats://a:4222,https://b"] {
      #expect(throws: ProviderError.self) { try Samples.notifier("nats", address) { $0.channel = "s" } }
    }
    let strict = #expect(throws: ProviderError.self) {
      try Samples.notifier("nats", "nats://x") { ($0.channel, $0.allowsPlainHTTP) = ("s", false) }
    }
    #expect("\(strict as Any)".contains("insecure-allow-http"))
    _ = try Samples.notifier("nats", "tls://x") { ($0.channel, $0.allowsPlainHTTP) = ("s", false) }
  }
}

extension String {
  fileprivate var replacingColon: String { String(map { $0 == ":" ? "-" : $0 }) }
}

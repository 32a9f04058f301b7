import ControllerSupport
import GitOpsAPI
import HTTP
import Logging
import OperatorKit
import Testing

@testable import NotificationController

/// What a Provider and its Secrets say together.
@Suite struct ProviderLoaderTests {
  private static let authority = "-----BEGIN CERTIFICATE-----\na"

  private func load(
    _ type: String = "generic", secrets: [String: [String: String]] = [:], allowsPlainHTTP: Bool = true,
    _ change: (inout Provider.Spec) -> Void = { _ in }
  ) async throws -> ProviderSettings {
    var spec = Provider.Spec(type: ProviderType(rawValue: type))
    spec.address = "https://spec.example/hook"
    if secrets["s"] != nil { spec.secretRef = LocalObjectReference(name: "s") }
    if secrets["p"] != nil { spec.proxySecretRef = LocalObjectReference(name: "p") }
    if secrets["c"] != nil { spec.certSecretRef = LocalObjectReference(name: "c") }
    change(&spec)
    let loader = ProviderLoader(
      readSecret: { key in
        guard key.namespace == "apps", let values = secrets[key.name] else { throw SecretError.notFound(key) }
        return SecretData(key: key, values: values.mapValues { Array($0.utf8) })
      }, allowsPlainHTTP: allowsPlainHTTP, defaultServiceAccount: "", logger: Logger(label: "test"))
    return try await loader.load(
      Provider(metadata: ObjectMeta(name: "chat", namespace: "apps"), spec: spec))
  }

  @Test("N-PS-02 N-PS-03 N-PS-04 N-PS-05 N-PS-06 N-AR-16 N-PK-01 N-PK-02 the spec, and what the Secret puts there")
  func values() async throws {
    let plain = try await load { ($0.channel, $0.username) = ("c", "u") }
    #expect(plain.address == "https://spec.example/hook" && plain.channel == "c" && plain.username == "u")
    #expect(plain.token.isEmpty && plain.timeout == .seconds(15))
    let timed = try await load {
      $0.timeout = .seconds(3)
      $0.interval = .seconds(1)
    }
    #expect(timed.timeout == .seconds(3))
    let secret = try await load(secrets: ["s": ["address": " https://secret.example/x \n", "token": " t\n"]])
    #expect(secret.address == "https://secret.example/x" && secret.token == " t\n")
    let long = "https://x/" + String(repeating: "a", count: 2_100)
    await #expect(throws: SecretError.self) { try await load(secrets: ["s": ["address": long]]) }
  }

  @Test("N-PK-03 N-PK-04 user and password come together, or nothing of the Secret counts")
  func pairs() async throws {
    let both = try await load(secrets: ["s": ["username": "u", "password": "p", "token": "t"]]) { $0.username = "x" }
    #expect(both.username == "u" && both.password == "p" && both.token == "t")
    for half in [["username": "u", "token": "t"], ["password": "p", "token": "t"]] {
      let settings = try await load(secrets: ["s": half]) { $0.username = "x" }
      #expect(settings.username == "x" && settings.password.isEmpty && settings.token.isEmpty)
      await #expect(throws: SecretError.self) { try await load("gitea", secrets: ["s": half]) }
    }
    let excused = try await load(
      "gitea", secrets: ["s": ["username": "u", "token": "t"], "c": ["ca.crt": Self.authority]])
    #expect(excused.token.isEmpty)
  }

  @Test("N-PS-07 N-PS-08 N-PK-05 N-PK-13 N-FL-33 proxies, from the weakest to the strongest")
  func proxies() async throws {
    func host(_ settings: ProviderSettings) -> String {
      if case .url(let url, _, _) = settings.proxy { return url.host }
      if case .environment = settings.proxy { return "environment" }
      return "none"
    }
    let secret = ["s": ["proxy": " http://in-secret:3128 "]]
    #expect(host(try await load()) == "environment")
    #expect(host(try await load { $0.proxy = "http://in-spec:3128" }) == "in-spec")
    #expect(host(try await load(secrets: secret) { $0.proxy = "http://in-spec:3128" }) == "in-secret")
    for scheme in ["http", "https", "socks5"] {
      var all = secret
      all["p"] = ["address": "\(scheme)://own:1080", "username": "u", "password": "p"]
      let settings = try await load(secrets: all) { $0.proxy = "http://in-spec:3128" }
      guard case .url(let url, let user, let password) = settings.proxy else { throw SocketFailure() }
      #expect(url.host == "own" && url.scheme == scheme && user == "u" && password == "p")
    }
    await #expect(throws: ProviderError.self) { try await load(secrets: ["s": ["proxy": "::"]]) }
    await #expect(throws: SecretError.self) { try await load(secrets: ["p": ["username": "u"]]) }
    await #expect(throws: SecretError.self) { try await load(secrets: ["p": ["address": "ftp://x"]]) }
  }

  @Test("N-PK-06 headers are a YAML map of strings")
  func headers() async throws {
    let good = try await load(secrets: ["s": ["headers": "X-Tenant: a\nAuthorization: \"Bearer t\"\n"]])
    #expect(good.headers == ["X-Tenant": "a", "Authorization": "Bearer t"])
    #expect(try await load(secrets: ["s": ["headers": ""]]).headers.isEmpty)
    for bad in ["- a", "a: [1]", "a: {b: c}", "{", "\"a\\r\\nb\": c", "a: \"x\\ny\"", "'': x"] {
      await #expect(throws: SecretError.self, "\(bad)") { try await load(secrets: ["s": ["headers": bad]]) }
    }
  }

  @Test("N-PS-09 N-PK-15 a Secret that is not there is named")
  func missing() async throws {
    for change: (inout Provider.Spec) -> Void in [
      { $0.secretRef = LocalObjectReference(name: "gone") }, { $0.proxySecretRef = LocalObjectReference(name: "gone") },
      { $0.certSecretRef = LocalObjectReference(name: "gone") },
    ] {
      let error = await #expect(throws: SecretError.self) { try await load("generic", change) }
      #expect("\(error as Any)".contains("gone"))
    }
  }

  @Test("N-PS-11 N-CS-26 N-PK-09 N-PK-10 N-PK-11 certificates of Secrets")
  func certificates() async throws {
    let (authority, other) = (Self.authority, "-----BEGIN CERTIFICATE-----\nb")
    let (certificate, key) = ("-----BEGIN CERTIFICATE-----\nc", "-----BEGIN PRIVATE KEY-----\nd")
    let pair = ["tls.crt": certificate, "tls.key": key]
    let own = try await load(secrets: ["c": ["ca.crt": authority].merging(pair) { $1 }])
    #expect(own.tls.caPEM == Array(authority.utf8) && !own.tls.useSystemRoots)
    let pairOnly = try await load(secrets: ["c": pair])
    #expect(pairOnly.tls.caPEM == nil && pairOnly.tls.useSystemRoots)
    let legacy = try await load(secrets: ["c": ["caFile": authority]])
    #expect(legacy.tls.caPEM == Array(authority.utf8))
    for bad in [["tls.crt": certificate], ["tls.key": key], [:]] {
      await #expect(throws: SecretError.self) { try await load(secrets: ["c": bad]) }
    }
    // In the Secret of the credentials only for those that set a commit's status, and only without the other.
    let inSecret = ["s": ["ca.crt": other, "token": "t"]]
    let statusTypes = ["github", "gitlab", "gitea", "bitbucketserver", "bitbucket", "azuredevops"]
    for type in statusTypes {
      #expect(try await load(type, secrets: inSecret).tls.caPEM == Array(other.utf8))
    }
    #expect(try await load("generic", secrets: inSecret).tls.caPEM == nil)
    #expect(try await load("giteapullrequestcomment", secrets: inSecret).tls.caPEM == nil)
    var both = inSecret
    both["c"] = ["ca.crt": authority]
    for type in statusTypes {
      #expect(try await load(type, secrets: both).tls.caPEM == Array(authority.utf8))
    }
  }

  @Test(
    "N-HT-05 what is no address is refused, with the type that wants one",
    arguments: [
      "slack", "discord", "rocket", "msteams", "googlechat", "webex", "lark", "matrix", "generic", "opsgenie",
      "alertmanager", "grafana", "pagerduty", "datadog", "otel", "zulip", "gitea", "sentry",
    ])
  func addresses(_ type: String) throws {
    for bad in ["", "not an address", "ftp://x/y", "http://"] {
      let error = #expect(throws: ProviderError.self, "\(bad)") {
        try Samples.notifier(type, bad) { ($0.token, $0.channel) = ("t", "c/t") }
      }
      #expect("\(error as Any)".contains(type))
    }
  }

  @Test("N-PK-14 a password serves as token where there is none")
  func fallback() throws {
    for type in ["github", "gitlab", "gitea", "githubdispatch", "giteapullrequestcomment"] {
      _ = try Samples.notifier(type, "https://git.example/a/b") { $0.password = "p" }
    }
    #expect(Samples.settings("otel", address: "") { ($0.token, $0.password) = ("t", "p") }.tokenOrPassword == "t")
  }

  @Test("plain HTTP is refused where it was forbidden")
  func plainHTTP() async throws {
    var settings = try await load(allowsPlainHTTP: false)
    settings.address = "http://plain.example/"
    #expect(throws: ProviderError.self) { try settings.url() }
    (settings.address, settings.channel) = ("nats://x", "c")
    #expect(throws: ProviderError.self) { try NATS(settings) }
  }
}

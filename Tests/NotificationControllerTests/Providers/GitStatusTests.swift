import Digests
import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import OperatorKit
import Synchronization
import Testing

@testable import NotificationController

/// Git servers other than Gitea: a status is set once, and again when it changes.
@Suite struct GitStatusTests {
  private static let status = "kustomization/shop/1a2b3c4d"
  private static let key = DigestAlgorithm.sha1.hexDigest(of: status)
  /// A success twice, work in progress that none of these servers is told of, and a failure.
  private static let events = [Samples.info, Samples.info, Samples.event(reason: "Progressing"), Samples.failure]

  /// Keeps what is posted and shows it to whoever asks, the newest first.
  private final class Shelf: Sendable {
    let kept = Mutex<[JSONValue]>([])
    func add(_ body: JSONValue?) { kept.withLock { $0.insert(body ?? .null, at: 0) } }
    var all: [JSONValue] { kept.withLock { $0 } }
  }

  /// The requests, by method.
  private func asked(
    _ events: [ControllerEvent] = events,
    showing show: @escaping @Sendable (Shelf, ScriptedServer.Seen) -> ServerResponse,
    _ make: (String) throws -> any Notifier
  ) async throws -> (gets: [ScriptedServer.Seen], posts: [ScriptedServer.Seen]) {
    let shelf = Shelf()
    let seen = try await ScriptedServer.asked(
      events,
      answer: { request in
        if request.method == "GET" { return show(shelf, request) }
        shelf.add(request.json)
        return .json(request.body, status: 201)
      }, make)
    return (seen.filter { $0.method == "GET" }, seen.filter { $0.method == "POST" })
  }

  private static func list(_ values: [JSONValue]) -> ServerResponse { .json(JSONValue.array(values).serialized()) }

  @Test("N-CS-13 N-CS-15 github: statuses of a commit at an enterprise server")
  func gitHub() async throws {
    let (gets, posts) = try await asked(showing: { shelf, _ in Self.list(shelf.all) }) {
      try Samples.notifier("github", "\($0)/team/shop.git") { $0.token = "ghp" }
    }
    #expect(
      posts.map(\.json) == [
        ["state": "success", "context": .string(Self.status), "description": "reconciliation succeeded"],
        ["state": "failure", "context": .string(Self.status), "description": "health check failed"],
      ])
    #expect(posts.allSatisfy { $0.path == "/api/v3/repos/team/shop/statuses/\(Samples.commit)" })
    #expect(gets.count == 3 && gets.allSatisfy { $0.query == "per_page=50" })
    #expect(gets.allSatisfy { $0.path == "/api/v3/repos/team/shop/commits/\(Samples.commit)/statuses" })
    #expect((gets + posts).allSatisfy { $0.headers["Authorization"] == "Bearer ghp" })
    let api = try GitHubAPI(
      Samples.settings("github", address: "https://github.com/team/shop") { $0.token = "t" }, tokens: Samples.tokens)
    #expect(api.base.description == "https://api.github.com")
    for address in ["https://github.com/team", "https://github.com/a/b/c", "github"] {
      #expect(throws: ProviderError.self) { try Samples.notifier("github", address) { $0.token = "t" } }
    }
    #expect(throws: ProviderError.self) { try Samples.notifier("github", "https://github.com/team/shop") }
  }

  @Test("N-CS-17 gitlab: statuses of a commit, in nested groups")
  func gitLab() async throws {
    let (gets, posts) = try await asked(showing: { shelf, request in
      let commit = request.path.split(separator: "/").dropLast().last.map(String.init) ?? ""
      return Self.list(
        shelf.all.map { posted in
          var known = posted
          known["status"] = posted["state"]
          known["sha"] = .string(commit)
          return known
        })
    }) { try Samples.notifier("gitlab", "\($0)/group/sub/shop.git") { $0.token = "glpat" } }
    #expect(
      posts.map(\.json) == [
        ["state": "success", "name": .string(Self.status), "description": "reconciliation succeeded"],
        ["state": "failed", "name": .string(Self.status), "description": "health check failed"],
      ])
    let project = "/api/v4/projects/group%2Fsub%2Fshop"
    #expect(posts.allSatisfy { $0.path == "\(project)/statuses/\(Samples.commit)" })
    #expect(gets.allSatisfy { $0.path == "\(project)/repository/commits/\(Samples.commit)/statuses" })
    #expect(gets.allSatisfy { $0.query == "name=kustomization%2Fshop%2F1a2b3c4d" })
    #expect((gets + posts).allSatisfy { $0.headers["PRIVATE-TOKEN"] == "glpat" })
    #expect(throws: ProviderError.self) { try Samples.notifier("gitlab", "https://gitlab.com/team/shop") }
  }

  @Test("N-CS-19 bitbucket: a build of a commit, under a key of forty characters")
  func bitbucket() async throws {
    let (gets, posts) = try await asked(showing: { shelf, _ in
      shelf.all.first.map { .json($0.serialized()) } ?? .notFound
    }) { address in
      try BitbucketStatus(
        Samples.settings("bitbucket", address: "https://bitbucket.org/team/shop.git") { $0.token = "user:app" },
        context: Self.status, api: "\(address)/2.0")
    }
    func build(_ state: JSONValue, _ description: JSONValue) -> JSONValue {
      [
        "key": .string(Self.key), "state": state, "name": "kustomization/shop", "description": description,
        "url": "https://bitbucket.org",
      ]
    }
    #expect(
      posts.map(\.json) == [
        build("SUCCESSFUL", "reconciliation succeeded"), build("FAILED", "health check failed"),
      ])
    let path = "/2.0/repositories/team/shop/commit/\(Samples.commit)/statuses/build"
    #expect(posts.allSatisfy { $0.path == path } && gets.allSatisfy { $0.path == "\(path)/\(Self.key)" })
    #expect((gets + posts).allSatisfy { $0.headers["Authorization"] == "Basic dXNlcjphcHA=" })
    for token in ["", "user", "a:b:c"] {
      #expect(throws: ProviderError.self) {
        try Samples.notifier("bitbucket", "https://bitbucket.org/team/shop") { $0.token = token }
      }
    }
  }

  @Test("N-CS-20 N-CS-21 N-CS-22 bitbucketserver: a build of a commit, below the server's own path")
  func bitbucketServer() async throws {
    func tell(_ change: @escaping (inout ProviderSettings) -> Void) async throws
      -> (gets: [ScriptedServer.Seen], posts: [ScriptedServer.Seen])
    {
      try await asked(showing: { shelf, _ in shelf.all.first.map { .json($0.serialized()) } ?? .notFound }) {
        try Samples.notifier("bitbucketserver", "\($0)/context/scm/proj/shop.git", change)
      }
    }
    let (gets, posts) = try await tell { ($0.username, $0.password) = ("u", "p") }
    let address = try #require(posts.first?.json?["url"]?.stringValue)
    #expect(address.hasPrefix("http://127.0.0.1:") && address.hasSuffix("/context/scm/proj/shop.git"))
    func build(_ state: JSONValue, _ description: String) -> JSONValue {
      [
        "key": .string(Self.key), "state": state, "url": .string(address), "description": .string(description),
        "name": .string("kustomization/shop [\(description)]"),
      ]
    }
    #expect(
      posts.map(\.json) == [
        build("SUCCESSFUL", "reconciliation succeeded"), build("FAILED", "health check failed"),
      ])
    let path = "/context/rest/api/latest/projects/proj/repos/shop/commits/\(Samples.commit)/builds"
    #expect((gets + posts).allSatisfy { $0.path == path } && gets.allSatisfy { $0.query == "key=\(Self.key)" })
    for request in gets + posts {
      #expect(request.headers["Authorization"] == "Basic dTpw" && request.headers["x-atlassian-token"] == "no-check")
      #expect(request.headers["x-requested-with"] == "XMLHttpRequest")
    }
    let both = try await tell { ($0.token, $0.username, $0.password) = ("t", "u", "p") }
    #expect((both.gets + both.posts).allSatisfy { $0.headers["Authorization"] == "Bearer t" })
    for bad in ["ssh://git@x/scm/proj/shop.git", "https://x/proj/shop", "https://x/scm/proj"] {
      #expect(throws: ProviderError.self) { try Samples.notifier("bitbucketserver", bad) { $0.token = "t" } }
    }
    #expect(throws: ProviderError.self) {
      try Samples.notifier("bitbucketserver", "https://x/scm/proj/shop.git") { $0.username = "u" }
    }
  }

  @Test("N-HT-04 the delivery's time is the only limit of a try; but bitbucketserver gives one up after 15 s")
  func patience() async throws {
    let silent = try SilentServer()
    let address = "http://127.0.0.1:\(silent.port)/scm/proj/shop.git"
    let settings = Samples.settings("bitbucketserver", address: address) { $0.token = "t" }
    let url = try settings.url()
    let requests = [settings.request(.get, url), settings.post([UInt8](), to: url)]
    #expect(requests.allSatisfy { $0.options.totalTimeout == nil })
    #expect(BitbucketServerStatus.patience == .seconds(15))
    let impatient = try BitbucketServerStatus(settings, context: "k", patience: .milliseconds(100))
    let sender = Sender(
      client: HTTPClient.shared, timeout: .seconds(3600),
      retries: .init(count: 1, delays: .init(base: .milliseconds(1), limit: .milliseconds(1))))
    let error = await #expect(throws: HTTPError.self) {
      try await impatient.notify(Samples.notification(), through: sender)
    }
    #expect("\(error as Any)".contains("time"), "long before the delivery is over")
    withExtendedLifetime(silent) {}
  }

  @Test("N-CS-23 N-CS-24 azuredevops: statuses of a commit, apart by genre")
  func azureDevOps() async throws {
    let again = Samples.event(metadata: ["revision": Samples.revision, "summary": "prod"])
    let events = [Samples.info, Samples.info, again, again, Samples.failure]
    let (gets, posts) = try await asked(
      events,
      showing: { shelf, _ in
        // The oldest first, as this server has them.
        let values = shelf.all.reversed().enumerated().map { number, posted -> JSONValue in
          var known = posted
          known["id"] = JSONValue(number)
          return known
        }
        return .json(JSONValue.object(["value": .array(values), "count": JSONValue(values.count)]).serialized())
      }
    ) { try Samples.notifier("azuredevops", "\($0)/org/project/_git/shop") { $0.token = "pat" } }
    func status(_ state: JSONValue, _ description: JSONValue, _ genre: JSONValue) -> JSONValue {
      [
        "state": state, "description": description,
        "context": ["genre": genre, "name": .string(Self.status)],
      ]
    }
    #expect(
      posts.map(\.json) == [
        status("succeeded", "reconciliation succeeded", "fluxcd"),
        status("succeeded", "reconciliation succeeded", "fluxcd:prod"),
        status("error", "health check failed", "fluxcd:prod"),
      ])
    let path = "/org/project/_apis/git/repositories/shop/commits/\(Samples.commit)/statuses"
    for request in gets + posts {
      #expect(request.path == path && request.query == "api-version=6.0")
      #expect(request.headers["Authorization"] == "Basic OnBhdA==")
    }
    for bad in ["https://dev.azure.com/org/project/shop", "https://dev.azure.com/org/project/_git/a/b"] {
      #expect(throws: ProviderError.self) { try Samples.notifier("azuredevops", bad) { $0.token = "t" } }
    }
    let refusal = #expect(throws: ProviderError.self) {
      try Samples.notifier("azuredevops", "https://dev.azure.com/org/project/_git/shop")
    }
    #expect("\(refusal as Any)".contains("cloud identities are not supported"))
  }

  @Test(
    "N-CS-11 N-CS-12 an event that is no state of a commit",
    arguments: ["github", "gitlab", "bitbucketserver", "azuredevops", "gitea"])
  func states(_ type: String) async throws {
    let path = ["azuredevops": "/org/project/_git/shop", "bitbucketserver": "/scm/team/shop"][type] ?? "/team/shop"
    let server = ScriptedServer { request in
      request.method == "GET" ? .json(Array((type == "azuredevops" ? "{}" : "[]").utf8)) : .json(request.body)
    }
    try await server.run { base in
      let notifier = try Samples.notifier(type, base + path) { $0.token = "t" }
      await #expect(throws: DeliveryError.self) {
        try await notifier.notify(Samples.notification(Samples.event(.trace)), through: server.sender())
      }
      let progressing = Samples.notification(Samples.event(reason: "Progressing"))
      try await notifier.notify(progressing, through: server.sender())
    }
    let posts = server.seen.filter { $0.method == "POST" }
    #expect(posts.map { $0.json?["state"] } == (type == "gitea" ? ["pending"] : []))
  }

  @Test("N-CS-08 N-CS-09 which commit an event speaks of")
  func commits() throws {
    let other = String(repeating: "f", count: 40)
    func hash(_ metadata: [String: String]) throws -> String { try Commit.hash(Samples.event(metadata: metadata)) }
    #expect(try hash(["commit": "sha1:\(other)", "originRevision": "x", "revision": "y"]) == other)
    #expect(try hash(["originRevision": "main@sha1:\(other)", "revision": "latest@sha256:0"]) == other)
    for form in ["main@sha1:\(other)", "sha1:\(other)", "main/\(other)", "feature/x/\(other)", other] {
      #expect(try hash(["revision": form]) == other)
    }
    for bad in ["", "main", "6.7.8", "latest@sha256:\(other)\(other.prefix(24))", "main@sha1:\(other)0"] {
      #expect(throws: DeliveryError.self) { try hash(["revision": bad]) }
    }
    let missing = #expect(throws: DeliveryError.self) { try hash(["summary": "x"]) }
    #expect("\(missing as Any)" == "Optional(missing revision metadata)")
  }

  @Test(
    "N-CS-10 what a reason is in words",
    arguments: [
      ("ReconciliationSucceeded", "reconciliation succeeded"), ("HTTPError", "http error"),
      ("InstallFailed2Times", "install failed 2 times"), ("", ""), ("progressing", "progressing"),
    ])
  func words(_ reason: String, _ words: String) {
    #expect(StatusName.nameAndDescription(Samples.event(reason: reason)).description == words)
  }

  @Test("N-CS-04 N-CS-05 N-CS-06 N-CS-07 the name of a status, by default and by an expression")
  func names() throws {
    var provider = Provider(
      metadata: ObjectMeta(name: "git", namespace: "apps"), spec: Provider.Spec(type: ProviderType(rawValue: "gitea")))
    provider.metadata.uid = "0c9c2e41-d2f9-4f9b-9c41-bebc1984d67a"
    let notification = Samples.notification()
    #expect(try StatusName.name(notification, provider) == "kustomization/shop/0c9c2e41")
    provider.spec.commitStatusExpr =
      "event.involvedObject.name + '/' + event.metadata.revision + '/' + alert.metadata.name + '/' + provider.spec.type"
    #expect(try StatusName.name(notification, provider) == "shop/\(Samples.revision)/all/gitea")
    for bad in ["event.", "event.nothing", "1 + 1", "event"] {
      provider.spec.commitStatusExpr = bad
      let error = #expect(throws: DeliveryError.self) { try StatusName.name(notification, provider) }
      #expect("\(error as Any)".contains("failed to evaluate the spec.commitStatusExpr CEL expression"))
    }
    provider.spec.commitStatusExpr = "''"
    let empty = #expect(throws: ProviderError.self) {
      try Samples.notifier("gitea", "http://x/a/b", status: try StatusName.name(notification, provider)) {
        $0.token = "t"
      }
    }
    #expect("\(empty as Any)".contains("commit status cannot be empty"))
    provider.spec.type = ProviderType(rawValue: "slack")
    #expect(try StatusName.name(notification, provider).isEmpty)
  }

  @Test(
    "N-CS-14 how addresses of repositories are written",
    arguments: [
      ("https://git.example.org/team/shop.git", "https://git.example.org", "team/shop"),
      ("http://git.example.org:3000/team/shop", "http://git.example.org:3000", "team/shop"),
      ("ssh://git@git.example.org:2222/team/shop.git", "https://git.example.org", "team/shop"),
      ("git@git.example.org:team/shop.git", "https://git.example.org", "team/shop"),
      ("https://user:secret@git.example.org/a/b/c", "https://git.example.org", "a/b/c"),
    ])
  func addresses(_ text: String, _ server: String, _ path: String) throws {
    let address = try GitAddress(Samples.settings("gitlab", address: text))
    #expect(address.server.string(includingCredentials: true).hasPrefix(server) && address.path == path)
  }
}

import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import OperatorKit
import Synchronization
import Testing

@testable import NotificationController

/// Comments on pull and merge requests, one for each object, kept up to date.
@Suite("N-CR-07 comments on pull and merge requests") struct CommentTests {
  private static let revision = "main@\u{200b}sha1:\(Samples.commit)"
  private static func request(_ event: ControllerEvent) -> ControllerEvent {
    var event = event
    event.metadata["change_request"] = "7"
    return event
  }
  private static let events = Samples.both.map(request)

  private func bodies(_ prefix: String) -> [JSONValue] {
    let head = "<!-- \(prefix):1a2b3c4d-5e6f/Kustomization/apps/shop -->\n\n## Flux Status\n\n"
    let line = "* `revision`: \(Self.revision)\n"
    return [
      "\(head)ℹ️ Kustomization/apps/shop\n\ndone\n\nMetadata:\n\(line)",
      "\(head)⚠️ Kustomization/apps/shop\n\nit failed\nbadly\n\nMetadata:\n\(line)* `summary`: prod\n",
    ].map { ["body": .string($0)] }
  }

  /// A server that has one comment of somebody else with our marker, and keeps ours.
  private final class Forum: Sendable {
    private let comments: Mutex<[JSONValue]>
    private let (author, name): (String, String)
    private let user: JSONValue

    init(author: String, name: String, user: JSONValue, foreign: JSONValue) {
      (self.author, self.name, self.user) = (author, name, user)
      comments = Mutex([["id": 1, "body": foreign, .init(author): [.init(name): "mallory"]]])
    }

    func answer(_ seen: ScriptedServer.Seen) -> ServerResponse {
      if seen.path.hasSuffix("/user") { return .json(user.serialized()) }
      return comments.withLock { comments in
        guard seen.method == "POST" else { return .json(JSONValue.array(comments).serialized()) }
        var comment = seen.json ?? .object([:])
        comment["id"] = JSONValue(41 + comments.count)
        comment[author] = .object([name: "flux"])
        comments.append(comment)
        return .json(comment.serialized(), status: 201)
      }
    }
  }

  @Test("N-CR-03 N-CR-04 N-CR-05 N-CR-06 github: one comment of ours, in the first hundred, is kept up to date")
  func gitHub() async throws {
    let bodies = bodies("flux-pr-comment-key")
    let forum = Forum(
      author: "user", name: "login", user: ["login": "flux"], foreign: bodies[0]["body"] ?? .null)
    let seen = try await ScriptedServer.asked(Self.events, answer: { forum.answer($0) }) {
      try Samples.notifier("githubpullrequestcomment", "\($0)/team/shop") { $0.password = "ghp" }
    }
    let writes = seen.filter { $0.method != "GET" }
    #expect(writes.map(\.method) == ["POST", "PATCH"] && writes.map(\.json) == bodies)
    let base = "/api/v3/repos/team/shop/issues"
    #expect(writes.map(\.path) == ["\(base)/7/comments", "\(base)/comments/42"])
    let list = try #require(seen.first { $0.path == "\(base)/7/comments" && $0.method == "GET" })
    #expect(list.query == "sort=created&direction=asc&per_page=100")
    #expect(seen.allSatisfy { $0.headers["Authorization"] == "Bearer ghp" })
    try await refused("githubpullrequestcomment")
  }

  @Test("gitlab: one note of ours is kept up to date")
  func gitLab() async throws {
    let bodies = bodies("flux-mr-comment-key")
    let forum = Forum(
      author: "author", name: "username", user: ["username": "flux"], foreign: bodies[0]["body"] ?? .null)
    let seen = try await ScriptedServer.asked(Self.events, answer: { forum.answer($0) }) {
      try Samples.notifier("gitlabmergerequestcomment", "\($0)/group/sub/shop") { $0.password = "glpat" }
    }
    let writes = seen.filter { $0.method != "GET" }
    #expect(writes.map(\.method) == ["POST", "PUT"] && writes.map(\.json) == bodies)
    let notes = "/api/v4/projects/group%2Fsub%2Fshop/merge_requests/7/notes"
    #expect(writes.map(\.path) == [notes, "\(notes)/42"])
    let list = try #require(seen.first { $0.path == notes && $0.method == "GET" })
    #expect(list.query == "sort=asc&order_by=created_at&per_page=100")
    #expect(seen.allSatisfy { $0.headers["PRIVATE-TOKEN"] == "glpat" })
    try await refused("gitlabmergerequestcomment")
  }

  @Test("N-CR-01 gitea: one comment of ours is kept up to date")
  func gitea() async throws {
    let bodies = bodies("flux-pr-comment-key")
    let forum = Forum(
      author: "user", name: "login", user: ["login": "flux"], foreign: bodies[0]["body"] ?? .null)
    let seen = try await ScriptedServer.asked(Self.events, answer: { forum.answer($0) }) {
      try Samples.notifier("giteapullrequestcomment", "\($0)/team/shop") { $0.token = "tea" }
    }
    let writes = seen.filter { $0.method != "GET" }
    #expect(writes.map(\.method) == ["POST", "PATCH"] && writes.map(\.json) == bodies)
    let base = "/api/v1/repos/team/shop/issues"
    #expect(writes.map(\.path) == ["\(base)/7/comments", "\(base)/comments/42"])
    #expect(seen.allSatisfy { $0.headers["Authorization"] == "token tea" })
    try await refused("giteapullrequestcomment")
  }

  /// A request that is no number, or is not named, cannot be commented on.
  private func refused(_ type: String) async throws {
    let server = ScriptedServer()
    try await server.run { address in
      let notifier = try Samples.notifier(type, "\(address)/team/shop") { $0.token = "t" }
      for metadata in [[:], ["change_request": "seven"], ["change_request": ""]] {
        await #expect(throws: DeliveryError.self) {
          let event = Samples.event(metadata: metadata)
          try await notifier.notify(Samples.notification(event), through: server.sender())
        }
      }
    }
    #expect(server.seen.isEmpty)
    #expect(throws: ProviderError.self) { try Samples.notifier(type, "http://x/team/shop") }
  }

  @Test("N-CR-08 githubdispatch starts workflows with the event as payload")
  func dispatch() async throws {
    let seen = try await ScriptedServer.asked(answer: { _ in ServerResponse(status: 204) }) {
      try Samples.notifier("githubdispatch", "\($0)/team/shop.git") { $0.token = "ghp" }
    }
    #expect(
      seen.map(\.json)
        == Samples.both.map {
          ["event_type": "Kustomization/shop.apps", "client_payload": $0.json]
        })
    for request in seen {
      #expect(request.method == "POST" && request.path == "/api/v3/repos/team/shop/dispatches")
      #expect(request.headers["Authorization"] == "Bearer ghp")
    }
  }
}

/// Logging in to GitHub as an App.
@Suite struct GitHubAppTests {
  private static func app(_ seen: ScriptedServer.Seen) -> ServerResponse {
    switch (seen.method, seen.path) {
    case ("GET", "/app"): .json(Array("{\"slug\":\"flux-app\"}".utf8))
    case ("GET", "/users/team/installation"): .json(Array("{\"id\":99}".utf8))
    case ("POST", "/app/installations/99/access_tokens"):
      .json(Array("{\"token\":\"ghs-1\",\"expires_at\":\"2099-01-01T00:00:00Z\"}".utf8), status: 201)
    case ("GET", "/orgs/team/installation"): .notFound
    case ("GET", _): .json(Array("[]".utf8))
    default: .json(seen.body, status: 201)
    }
  }

  private static func secret(_ key: TestKey, _ address: String, _ more: [String: String]) -> [String: [UInt8]] {
    let values = ["githubAppID": "12", "githubAppPrivateKey": key.pem, "githubAppBaseURL": address]
    return values.merging(more) { $1 }.mapValues { Array($0.utf8) }
  }

  @Test(
    "N-CS-16 N-PK-07 a GitHub App's token is fetched once and kept",
    arguments: [
      ["githubAppInstallationID": "99"], ["githubAppInstallationOwner": "team"],
    ])
  func statuses(_ installation: [String: String]) async throws {
    let key = try #require(TestKey())
    let seen = try await ScriptedServer.asked(answer: Self.app) { address in
      try Samples.notifier("github", "\(address)/team/shop") {
        $0.secret = Self.secret(key, address, installation)
      }
    }
    let tokens = seen.filter { $0.path == "/app/installations/99/access_tokens" }
    #expect(tokens.count == 1)
    let claims = try #require(
      key.claims(of: String(tokens.first?.headers["Authorization"]?.dropFirst("Bearer ".count) ?? "")))
    let issued = try #require(claims["iat"]?.int64Value)
    let now = Timestamp.now().microseconds / 1_000_000
    #expect(claims["iss"] == "12" && claims["exp"]?.int64Value == issued + 600 && abs(now - 60 - issued) < 600)
    let posts = seen.filter { $0.path.contains("/statuses/") }
    #expect(posts.count == 2 && posts.allSatisfy { $0.headers["Authorization"] == "Bearer ghs-1" })
  }

  @Test("comments of a GitHub App are found by the App's name")
  func comments() async throws {
    let key = try #require(TestKey())
    let event = Samples.event(metadata: ["change_request": "7"])
    let ours: JSONValue = [
      "id": 5, "user": ["login": "flux-app[bot]"],
      "body": "<!-- flux-pr-comment-key:1a2b3c4d-5e6f/Kustomization/apps/shop -->",
    ]
    let seen = try await ScriptedServer.asked(
      [event],
      answer: { request in
        guard request.method == "GET", request.path.hasSuffix("/comments") else { return Self.app(request) }
        return .json(JSONValue.array([ours]).serialized())
      }
    ) { address in
      try Samples.notifier("githubpullrequestcomment", "\(address)/team/shop") {
        $0.secret = Self.secret(key, address, ["githubAppInstallationID": "99"])
      }
    }
    #expect(seen.last?.method == "PATCH" && seen.last?.path == "/api/v3/repos/team/shop/issues/comments/5")
  }

  @Test("what is missing of a GitHub App is named")
  func incomplete() throws {
    let key = try #require(TestKey())
    let secrets = [
      Self.secret(key, "https://x", [:]),
      Self.secret(key, "https://x", ["githubAppInstallationID": "1", "githubAppInstallationOwner": "o"]),
      Self.secret(key, "https://x", ["githubAppInstallationID": "1", "githubAppPrivateKey": "no key"]),
    ]
    for secret in secrets {
      #expect(throws: ProviderError.self) {
        try Samples.notifier("github", "https://github.com/a/b") { $0.secret = secret }
      }
    }
  }

  @Test("a token is not given to who knows the App's number but not its key")
  func keys() async throws {
    let (own, foreign) = (try #require(TestKey()), try #require(TestKey()))
    let server = ScriptedServer(Self.app)
    try await server.run { address in
      let tokens = Samples.tokens
      for key in [own, own, foreign] {
        let settings = Samples.settings("githubdispatch", address: "\(address)/team/shop") {
          $0.secret = Self.secret(key, address, ["githubAppInstallationID": "99"])
        }
        let notifier = try NotifierFactory.make(settings, status: "", tokens: tokens)
        try await notifier.notify(Samples.notification(), through: server.sender())
      }
    }
    #expect(server.seen.filter { $0.path.hasSuffix("/access_tokens") }.count == 2)
  }
}

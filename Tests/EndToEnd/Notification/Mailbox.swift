import HTTP
import HTTPServer
import JSON
import Synchronization

/// What notifications are delivered to: incoming webhooks of every kind, that keep what they get and answer as a test
/// says.
final class Mailbox: Sendable {
  struct Letter: Sendable {
    let method: String
    let path: String
    let headers: HTTPHeaders
    let body: [UInt8]
    var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }
    var message: String { json["message"]?.stringValue ?? "" }
  }

  typealias Answer = @Sendable (Letter) async -> ServerResponse

  private final class Shelf: Sendable {
    let letters = Mutex<[Letter]>([])
    let answers = Mutex<[String: Answer]>([:])
  }

  private let shelf: Shelf
  private let server: RunningServer

  static func start() async throws -> Mailbox {
    let shelf = Shelf()
    let server = HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { request in
      let letter = Letter(
        method: request.method.rawValue, path: request.rawPath, headers: request.headers,
        body: (try? await request.body()) ?? [])
      shelf.letters.withLock { $0.append(letter) }
      let answers = shelf.answers.withLock { $0 }
      let answer = answers.filter { letter.path.hasPrefix($0.key) }.max { $0.key.count < $1.key.count }
      return await answer?.value(letter) ?? ServerResponse(status: 200)
    }
    return Mailbox(shelf, try await server.start())
  }

  private init(_ shelf: Shelf, _ server: RunningServer) {
    self.shelf = shelf
    self.server = server
  }

  var url: String { "http://127.0.0.1:\(server.port)" }

  /// What came to a path or below it, the oldest first.
  func letters(_ path: String) -> [Letter] {
    shelf.letters.withLock { $0.filter { $0.path == path || $0.path.hasPrefix("\(path)/") } }
  }

  /// How requests whose path begins so are answered from now on.
  func answer(_ path: String, _ answer: @escaping Answer) { shelf.answers.withLock { $0[path] = answer } }
}

/// A repository on a server that speaks as much of Gitea's API as statuses and comments need.
final class GiteaRepository: Sendable {
  private let kept = Mutex<[String: [JSONValue]]>([:])
  private let base: String
  let address: String
  static let token = "gitea-s3cret"

  /// A repository of a name that no other test has.
  init(_ mailbox: Mailbox, _ name: String) {
    base = "/api/v1/repos/team/\(name)"
    address = "\(mailbox.url)/team/\(name).git"
    mailbox.answer("/api/v1/user") { _ in .json(Array("{\"login\":\"flux\"}".utf8)) }
    mailbox.answer("/api/v1/version") { _ in .json(Array("{\"version\":\"1.24.0\"}".utf8)) }
    mailbox.answer(base) { self.answer($0) }
  }

  private func answer(_ letter: Mailbox.Letter) -> ServerResponse {
    guard letter.headers["Authorization"] == "token \(Self.token)" else { return ServerResponse(status: 401) }
    let path = String(letter.path.dropFirst(base.count))
    return kept.withLock { kept in
      switch letter.method {
      case "GET": return .json(JSONValue.array(kept[path] ?? []).serialized())
      case "PATCH":
        let comment = path.split(separator: "/").last.flatMap { Int($0) }
        for (list, entries) in kept {
          kept[list] = entries.map { entry in
            guard entry["id"]?.intValue == comment else { return entry }
            var changed = entry
            changed["body"] = letter.json["body"]
            return changed
          }
        }
        return .json(letter.body)
      default:
        var entry = letter.json
        entry["id"] = JSONValue(kept.values.reduce(1) { $0 + $1.count })
        entry["status"] = entry["state"]
        entry["user"] = ["login": "flux"]
        kept[path, default: []].insert(entry, at: 0)
        return .json(entry.serialized(), status: 201)
      }
    }
  }

  /// The statuses of a commit, the oldest first: context, state, description.
  func statuses(_ commit: String) -> [[String]] {
    kept.withLock { $0["/statuses/\(commit)"] ?? [] }.reversed().map { status in
      ["context", "state", "description"].map { status[$0]?.stringValue ?? "" }
    }
  }

  /// The comments on a pull request, the oldest first.
  func comments(_ number: Int) -> [String] {
    kept.withLock { $0["/issues/\(number)/comments"] ?? [] }.reversed().map { $0["body"]?.stringValue ?? "" }
  }
}

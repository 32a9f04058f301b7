import HTTP
import HTTPServer
import JSON
import Synchronization

/// Stands in for the notification-controller: keeps the events that controllers post.
final class EventReceiver: Sendable {
  private let received: Inbox
  private let server: RunningServer

  private final class Inbox: Sendable {
    let events = Mutex<[JSONValue]>([])
  }

  static func start() async throws -> EventReceiver {
    let inbox = Inbox()
    let server = HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { request in
      guard let body = try? await request.body(), let event = try? JSONValue(parsing: body) else {
        return .text("not an event", status: 400)
      }
      inbox.events.withLock { $0.append(event) }
      return .text("", status: 202)
    }
    return EventReceiver(inbox, try await server.start())
  }

  private init(_ inbox: Inbox, _ server: RunningServer) {
    received = inbox
    self.server = server
  }

  var url: String { "http://127.0.0.1:\(server.port)/" }

  /// The events about an object, oldest first.
  func events(about name: String, in namespace: String) -> [JSONValue] {
    received.events.withLock { events in
      events.filter {
        $0[path: "involvedObject", "name"]?.stringValue == name
          && $0[path: "involvedObject", "namespace"]?.stringValue == namespace
      }
    }
  }
}

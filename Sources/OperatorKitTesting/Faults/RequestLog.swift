import Synchronization

/// A request in the log of a ``FaultProxy``.
public struct LoggedRequest: Sendable, Hashable, CustomStringConvertible {
  /// What was asked.
  public var request: ProxiedRequest
  /// The status of the answer; `nil` while there is none, or if the connection was reset.
  public var status: Int?
  /// The fault that hit it.
  public var fault: Fault?

  public var description: String {
    "\(request.number). \(request) -> \(status.map { "\($0)" } ?? "none")\(fault.map { " (\($0))" } ?? "")"
  }
}

/// By what requests are counted.
public struct RequestKind: Sendable, Hashable, CustomStringConvertible {
  /// Such as `patch`.
  public var verb: String
  /// Such as `deployments.apps/status`; the path where it is no resource.
  public var resource: String
  /// The first word of the user agent without its version, such as `kubectl`.
  public var client: String

  init(_ request: ProxiedRequest) {
    verb = request.verb
    resource = request.resource.isEmpty ? request.path : request.fullResource
    client = request.userAgent.split(whereSeparator: { $0 == "/" || $0 == " " }).first.map(String.init) ?? ""
  }

  public var description: String { "\(client) \(verb) \(resource)" }
}

/// All requests that reached a proxy.
final class RequestLog: Sendable {
  private let entries = Mutex<[LoggedRequest]>([])
  /// Entries that were cleared; keeps the place of a request apart from its number.
  private let generation = Atomic<Int>(0)

  /// Notes a request and gives it its number.
  func begin(_ request: ProxiedRequest) -> (request: ProxiedRequest, generation: Int) {
    entries.withLock { entries in
      var request = request
      request.number = entries.count + 1
      entries.append(LoggedRequest(request: request))
      return (request, generation.load(ordering: .relaxed))
    }
  }

  func update(_ number: Int, generation: Int, _ change: (inout LoggedRequest) -> Void) {
    entries.withLock { entries in
      guard generation == self.generation.load(ordering: .relaxed), entries.indices.contains(number - 1) else { return }
      change(&entries[number - 1])
    }
  }

  func all() -> [LoggedRequest] { entries.withLock { $0 } }

  func clear() {
    entries.withLock { entries in
      entries = []
      generation.wrappingAdd(1, ordering: .relaxed)
    }
  }
}

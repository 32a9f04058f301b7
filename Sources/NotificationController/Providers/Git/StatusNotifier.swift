import GitOpsAPI
import HTTP
import JSON

/// What a commit's status is to be.
struct CommitStatus: Equatable {
  let commit: String
  let state: String
  let description: String
}

/// Sets the status of the commit that an event speaks of, unless it is set already.
protocol StatusNotifier: Notifier {
  /// The words of the server for success and failure, and for work in progress where it is told of that.
  static var states: (success: String, failure: String, pending: String?) { get }

  /// Whether the newest status of this name is the same.
  func isSet(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws -> Bool

  func set(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws
}

extension StatusNotifier {
  func notify(_ notification: Notification, through sender: Sender) async throws {
    guard let status = try Self.status(notification.event) else { return }
    if try await isSet(status, notification.event, through: sender) { return }
    try await set(status, notification.event, through: sender)
  }

  /// The status for an event; `nil` when the server is not to be told.
  static func status(_ event: ControllerEvent) throws -> CommitStatus? {
    let state: String
    if event.reason == Reason.progressing {
      guard let pending = states.pending else { return nil }
      state = pending
    } else {
      switch event.severity {
      case .info: state = states.success
      case .error: state = states.failure
      case .trace: throw DeliveryError.unfit("an event of severity trace is no state of a commit")
      }
    }
    return CommitStatus(
      commit: try Commit.hash(event), state: state, description: StatusName.nameAndDescription(event).description)
  }
}

extension Sender.Answer {
  /// The body as JSON. Throws ``DeliveryError``.
  func json(_ what: String) throws -> JSONValue {
    guard let json = try? JSONParser.parse(body) else {
      throw DeliveryError.badAnswer("could not read \(what): the answer is not JSON")
    }
    return json
  }
}

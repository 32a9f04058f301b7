import GitOpsAPI
import HTTP
import HTTPServer
import Logging
import OperatorKit

/// Answers those who post events: checks, drops what was told before, and puts the rest in line. Delivery happens
/// later; nobody who posts waits for it.
struct EventServer: Sendable {
  let limiter: EventLimiter
  let line: EventLine
  let logger: Logger
  private let bodies = LargeBodies()

  init(limiter: EventLimiter, line: EventLine, logger: Logger) {
    self.limiter = limiter
    self.line = line
    self.logger = logger
  }

  /// Every path and every method are the same.
  func handle(_ request: ServerRequest) async -> ServerResponse {
    let event: ControllerEvent
    do {
      event = try EventDecoder.decode(try await bodies.read(request))
    } catch ServerBodyError.tooLarge {
      logger.error("an event was refused: its body is larger than 3 MiB")
      return ServerResponse(status: 413)
    } catch {
      logger.error("decoding the request body failed", metadata: ["error": "\(error)"])
      return ServerResponse(status: 400)
    }
    return await accept(event)
  }

  private func accept(_ posted: ControllerEvent) async -> ServerResponse {
    var event = posted
    event.dropForeignMetadata()
    let key = EventKey(event)
    let outcome = limiter.take(key)
    guard case .pass(let repetitions) = outcome.decision else {
      logger.debug("discarding an event that was told before", metadata: EventServer.metadata(event))
      return answer(429, outcome)
    }
    event.dropToken()
    guard await line.offer(EventLine.Entry(event: event, repetitions: repetitions)) else {
      // The sender tries again after a while; that must not look like a repetition then.
      limiter.giveBack(key)
      var response = ServerResponse(status: 503)
      response.headers["Retry-After"] = "2"
      return response
    }
    return answer(202, outcome)
  }

  private func answer(_ status: Int, _ outcome: EventLimiter.Outcome) -> ServerResponse {
    let reset = HTTPTime.text(Timestamp.now().advanced(by: outcome.reset - .now))
    var response = ServerResponse(status: status)
    response.headers["X-RateLimit-Limit"] = "1"
    response.headers["X-RateLimit-Remaining"] = "0"
    response.headers["X-RateLimit-Reset"] = reset
    if status == 429 { response.headers["Retry-After"] = reset }
    return response
  }

  static func metadata(_ event: ControllerEvent) -> Logger.Metadata {
    [
      "kind": "\(event.involvedObject.kind ?? "")", "name": "\(event.involvedObject.name ?? "")",
      "namespace": "\(event.involvedObject.namespace ?? "")", "reason": "\(event.reason)",
    ]
  }
}

/// Times as RFC 1123 writes them, in UTC.
enum HTTPTime {
  static func text(_ time: Timestamp) -> String {
    HTTPDate.format(Int(time.microseconds / 1_000_000)).replacingSuffix("GMT", with: "UTC")
  }
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String, with other: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) + other : self
  }
}

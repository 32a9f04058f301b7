public import GitOpsAPI
public import HTTP
import JSON
public import Logging
import OperatorKit
import Synchronization

/// Posts events to the address of `--events-addr`, where the notification-controller listens.
///
/// Posting never waits and never fails: ``run()`` works through a bounded line. An event that is waiting already is
/// not queued again. Failures are logged and nothing more.
public final class EventPoster: Sendable {
  /// How often and how long it is tried.
  public struct Policy: Sendable {
    /// For one attempt.
    public var timeout = Duration.seconds(5)
    /// Attempts after the first.
    public var retries = 4
    /// Before the first retry; doubles from there.
    public var delay = Duration.seconds(1)

    public init() {}
  }

  private let url: RemoteURL
  private let http: HTTPClient
  private let policy: Policy
  private let logger: Logger
  private let line: DeliveryLine<ControllerEvent>
  private let waiting = Mutex<Set<Int>>([])

  public init(
    url: RemoteURL, http: HTTPClient = .shared, policy: Policy = Policy(), capacity: Int = 500,
    logger: Logger = Logger(label: "events")
  ) {
    self.url = url
    self.http = http
    self.policy = policy
    self.logger = logger
    line = DeliveryLine(capacity: capacity)
  }

  /// Puts an event in line.
  public func post(_ event: ControllerEvent) {
    guard waiting.withLock({ $0.insert(EventPoster.identity(event)).inserted }) else { return }
    if let victim = line.offer(event) { forget(victim) }
  }

  /// Events that were dropped because the line was full.
  public var droppedCount: Int { line.droppedCount }

  /// Posts events until ``close()`` was called and the line is empty, or the task is cancelled.
  public func run() async {
    await line.run { event in
      self.forget(event)
      await self.deliver(event)
    }
  }

  /// Takes no more events; ``run()`` returns when those in line are posted.
  public func close() { line.close() }

  private func deliver(_ event: ControllerEvent) async {
    do {
      let body = try JSONEncoding.encode(event).serialized()
      try await send(body)
    } catch is CancellationError {
    } catch {
      let object = event.involvedObject
      logger.error(
        "unable to post event",
        metadata: [
          "error": "\(error)", "reason": "\(event.reason)", "kind": "\(object.kind ?? "")",
          "name": "\(object.name ?? "")", "namespace": "\(object.namespace ?? "")",
        ])
    }
  }

  private func send(_ body: [UInt8]) async throws {
    var delay = policy.delay
    for attempt in 0... {
      let outcome = await attemptOnce(body)
      guard let failure = outcome.failure else { return }
      guard outcome.mayRetry, attempt < policy.retries else { throw failure }
      try await Task.sleep(for: delay)
      delay = delay * 2
    }
  }

  /// One attempt. 429 says that the receiver has had the same event: that is no failure, and never retried.
  private func attemptOnce(_ body: [UInt8]) async -> (failure: (any Error)?, mayRetry: Bool) {
    var request = HTTPRequest(method: .post, url: url, headers: ["Content-Type": "application/json"])
    request.body = .bytes(body)
    request.options.totalTimeout = policy.timeout
    do {
      let response = try await http.send(request)
      response.body.cancel()
      if response.isSuccess || response.status == 429 { return (nil, false) }
      return (UnexpectedStatus(status: response.status), response.status >= 500 && response.status != 501)
    } catch {
      return (error, error.isRetryable)
    }
  }

  private func forget(_ event: ControllerEvent) {
    waiting.withLock { _ = $0.remove(EventPoster.identity(event)) }
  }

  /// What makes two events the same: everything but the time.
  private static func identity(_ event: ControllerEvent) -> Int {
    var timeless = event
    timeless.timestamp = .init(microseconds: 0)
    return timeless.hashValue
  }
}

private struct UnexpectedStatus: Error, CustomStringConvertible {
  let status: Int
  var description: String { "the receiver of events answered with status \(status)" }
}

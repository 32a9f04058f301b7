import HTTP
import OperatorKit

/// Sends the requests of a delivery: again when the other side is in trouble, until the delivery's time is up.
struct Sender: Sendable {
  /// How often and how soon a request is sent again.
  struct Retries: Sendable {
    var count = 4
    var delays = Backoff(base: .seconds(2), limit: .seconds(30))
  }

  /// What came back.
  struct Answer: Sendable {
    let status: Int
    let body: [UInt8]
  }

  let client: HTTPClient
  let deadline: ContinuousClock.Instant
  let retries: Retries

  private static let shownBytes = 1024
  private static let maximumRedirects = 3

  init(client: HTTPClient, timeout: Duration, retries: Retries = Retries()) {
    self.client = client
    deadline = .now + timeout
    self.retries = retries
  }

  /// Sends a request and expects success.
  ///
  /// - Parameters:
  ///   - accepted: statuses that are no failure either.
  ///   - reading: whether the answer's body matters; by default that of a GET does.
  /// - Throws: ``DeliveryError``, `HTTPError`.
  @discardableResult
  func send(
    _ request: HTTPRequest, accepting accepted: Set<Int> = [], reading: Bool? = nil
  ) async throws -> Answer {
    let reads = reading ?? (request.method == .get)
    for attempt in 1... {
      let failure: any Error
      var pause = retries.delays.delay(failures: attempt)
      do {
        let (response, body) = try await exchange(request, reads)
        if response.isSuccess || accepted.contains(response.status) {
          return Answer(status: response.status, body: body)
        }
        let refusal = DeliveryError.status(response.status, body: Sender.excerpt(body), url: request.url.redacted)
        guard response.status == 429 || (response.status >= 500 && response.status != 501) else { throw refusal }
        failure = refusal
        if let wait = response.headers["Retry-After"].flatMap({ Int($0) }), wait >= 0 {
          pause = .seconds(min(wait, 3600))
        }
      } catch let error as HTTPError {
        guard error.isRetryable else { throw error }
        failure = error
      }
      guard attempt <= retries.count, .now + pause < deadline else { throw failure }
      try await AlarmClock.shared.sleep(for: pause)
    }
    throw DeliveryError.outOfTime
  }

  private func exchange(_ original: HTTPRequest, _ reads: Bool) async throws -> (HTTPResponse, [UInt8]) {
    var request = original
    for _ in 0...Sender.maximumRedirects {
      let left = ContinuousClock.now.duration(to: deadline)
      guard left > .zero else { throw DeliveryError.outOfTime }
      request.options.totalTimeout = min(left, original.options.totalTimeout ?? left)
      let response = try await client.send(request)
      guard let target = try redirect(request, response) else {
        return (response, try await body(of: response, reads))
      }
      response.body.cancel()
      request.url = target
    }
    throw DeliveryError.tooManyRedirects(url: original.url.redacted)
  }

  /// What a failure says is shown to people, who need its beginning only; what a success says is needed whole, or not
  /// at all.
  private func body(of response: HTTPResponse, _ reads: Bool) async throws -> [UInt8] {
    if response.isSuccess {
      if reads { return try await LargeAnswers.read(response.body) }
      await LargeAnswers.drain(response.body)
      return []
    }
    var bytes: [UInt8] = []
    for try await chunk in response.body {
      bytes += chunk
      if bytes.count >= Sender.shownBytes { break }
    }
    response.body.cancel()
    return bytes
  }

  /// Where a redirect leads that keeps method and body and stays with the same server; others are refused, because a
  /// notification that is turned into a GET, or given to another host with its credentials, is worse than a failure.
  private func redirect(_ request: HTTPRequest, _ response: HTTPResponse) throws -> RemoteURL? {
    guard [301, 302, 303, 307, 308].contains(response.status), let location = response.headers["Location"] else {
      return nil
    }
    guard var target = request.url.resolving(reference: location) else {
      throw DeliveryError.redirect(url: request.url.redacted, "to an address that cannot be read")
    }
    guard target.host == request.url.host, target.hasSameOrigin(as: request.url) else {
      throw DeliveryError.redirect(url: request.url.redacted, "to another host (\(target.host))")
    }
    let keepsMethod = response.status == 307 || response.status == 308 || request.method == .get
    guard keepsMethod else {
      throw DeliveryError.redirect(url: request.url.redacted, "with status \(response.status), which drops the message")
    }
    target.pathIsSecret = request.url.pathIsSecret
    return target
  }

  private static func excerpt(_ body: [UInt8]) -> String {
    String(decoding: body.prefix(shownBytes), as: UTF8.self).trimmingSpaces
  }
}

/// Why a notification was not delivered.
enum DeliveryError: Error, Hashable, CustomStringConvertible {
  case status(Int, body: String, url: String)
  case redirect(url: String, String)
  case tooManyRedirects(url: String)
  case outOfTime
  /// The answer is a success that says it is none.
  case refused(String)
  /// The event cannot be told to a provider of this kind.
  case unfit(String)
  case badAnswer(String)

  /// Whether the other side has refused who asks, or hides from them what they ask for.
  var isRefusal: Bool {
    if case .status(let status, _, _) = self { return [401, 403, 404].contains(status) }
    return false
  }

  var description: String {
    switch self {
    case .status(let status, let body, let url):
      "\(url): request failed with status code \(status)\(body.isEmpty ? "" : ", response body: \(body)")"
    case .redirect(let url, let where_): "\(url): redirect not followed: it leads \(where_); use the final address"
    case .tooManyRedirects(let url): "\(url): too many redirects"
    case .outOfTime: "not delivered within the Provider's timeout"
    case .refused(let text), .unfit(let text), .badAnswer(let text): text
    }
  }
}

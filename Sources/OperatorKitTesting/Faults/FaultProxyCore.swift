import HTTP
import NIOHTTP1
import Synchronization

/// What a proxy does with one request.
final class FaultProxyCore: Sendable {
  let rules = FaultRules()
  let log = RequestLog()
  let isOut = Atomic<Bool>(false)
  let hook = Mutex<FaultProxy.Hook?>(nil)
  private let reads = StaleReads()
  private let upstream: ProxyUpstream

  init(upstream: ProxyUpstream) { self.upstream = upstream }

  func answer(_ head: HTTPRequestHead, _ body: [UInt8], _ connection: ProxyConnection) async throws {
    let parsed = ProxiedRequest(
      method: head.method.rawValue, target: head.uri, userAgent: head.headers.first(name: "User-Agent") ?? "")
    let (request, generation) = log.begin(parsed)
    func note(_ change: (inout LoggedRequest) -> Void) { log.update(request.number, generation: generation, change) }

    if isOut.load(ordering: .relaxed) { return await connection.reset() }
    guard await decide(request, .beforeForwarding) == .proceed else { return await connection.reset() }
    let fault = rules.fault(for: request)
    note { $0.fault = fault }
    switch try await answerAlone(request, fault, connection) {
    case .sent(let status): return note { $0.status = status }
    case .nothing: return
    case .passOn: break
    }
    let response = try await upstream.send(head, body, isWatch: request.isWatch)
    guard await decide(request, .afterForwarding) == .proceed else { return await connection.reset() }
    if fault == .resetAfterForwarding { return await connection.reset() }
    note { $0.status = response.status }
    try await relay(response, request, fault, connection)
  }

  private func decide(_ request: ProxiedRequest, _ moment: FaultProxy.Moment) async -> FaultProxy.HookDecision {
    guard let hook = hook.withLock({ $0 }) else { return .proceed }
    return await hook(request, moment)
  }

  /// What the proxy did by itself.
  private enum OwnAnswer {
    /// It answered with this status.
    case sent(Int)
    /// There is no answer.
    case nothing
    /// The API server is to be asked.
    case passOn
  }

  /// Carries out the faults for which the API server is not asked.
  private func answerAlone(
    _ request: ProxiedRequest, _ fault: Fault?, _ connection: ProxyConnection
  ) async throws -> OwnAnswer {
    switch fault {
    case .status(let status, let retryAfter):
      var headers = StatusObject.headers
      headers["Retry-After"] = retryAfter.map { "\($0)" }
      try await connection.send(status, headers, StatusObject.bytes(status))
      return .sent(status)
    case .gone where request.isWatch:
      try await connection.send(200, StatusObject.headers, StatusObject.expiredEvent)
      return .sent(200)
    case .gone:
      try await connection.send(410, StatusObject.headers, StatusObject.bytes(410))
      return .sent(410)
    case .reset:
      await connection.reset()
      return .nothing
    case .hang:
      // Ends by cancellation, when the client goes away.
      while true { try await Task.sleep(for: .seconds(3600)) }
    case .delay(let delay):
      try await Task.sleep(for: delay)
      return .passOn
    case .stale where request.method == "GET" && !request.isWatch:
      guard let old = reads.answer(to: request) else { return .passOn }
      try await connection.send(old.status, old.headers, old.body)
      return .sent(old.status)
    default:
      return .passOn
    }
  }

  private func relay(
    _ response: HTTPResponse, _ request: ProxiedRequest, _ fault: Fault?, _ connection: ProxyConnection
  ) async throws {
    var headers = response.headers
    headers.removeAll { ProxyUpstream.isHopByHop($0.name) }
    if fault == .truncate { return try await truncate(response, headers, isWatch: request.isWatch, connection) }
    if request.isWatch, response.isSuccess {
      try await connection.begin(response.status, headers)
      return try await WatchRelay(request: request, rules: rules, connection: connection).run(response.body)
    }
    let body = try await response.body.collect(upTo: 256 << 20)
    if request.method == "GET", response.isSuccess {
      reads.keep(StaleReads.Answer(status: response.status, headers: headers, body: body), for: request)
    }
    try await connection.send(response.status, headers, body)
  }

  /// Announces the whole body and sends the first half of it; of a watch, half of what comes first.
  private func truncate(
    _ response: HTTPResponse, _ headers: HTTP.HTTPHeaders, isWatch: Bool, _ connection: ProxyConnection
  ) async throws {
    var headers = headers
    var body: [UInt8] = []
    if isWatch {
      var chunks = response.body.makeAsyncIterator()
      body = try await chunks.next() ?? []
    } else {
      body = try await response.body.collect(upTo: 256 << 20)
      headers["Content-Length"] = "\(body.count)"
    }
    try await connection.begin(response.status, headers)
    try await connection.write(Array(body[..<(body.count / 2)]))
    await connection.close()
  }
}

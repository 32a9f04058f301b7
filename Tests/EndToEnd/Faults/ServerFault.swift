import OperatorKitTesting

/// What is wrong with the API server.
enum ServerFault: CaseIterable, Sendable {
  case tooManyRequests, internalErrors, resets, lostAnswers, truncatedAnswers, expiredWatches, lateEvents, blackHole

  /// Lets the proxy misbehave, for a while or for good.
  func inject(into proxy: FaultProxy) -> FaultInjection {
    switch self {
    case .tooManyRequests: proxy.inject(.tooManyRequests(retryAfter: 1), times: 6)
    case .internalErrors: proxy.inject(.internalError, times: 6)
    case .resets: proxy.inject(.reset, times: 6)
    case .lostAnswers: proxy.inject(.resetAfterForwarding, times: 4) { $0.isWrite }
    case .truncatedAnswers: proxy.inject(.truncate, times: 6)
    case .expiredWatches: proxy.inject(.gone, times: 4) { $0.isWatch }
    case .lateEvents: proxy.inject(.delayEvents(.seconds(5)))
    case .blackHole: proxy.inject(.hang, times: 1) { !$0.isWatch }
    }
  }
}

/// What a ``FaultProxy`` does to a request instead of passing it on faithfully.
public enum Fault: Sendable, Hashable {
  /// Answered by the proxy with this status and a `Status` object; `retryAfter` in whole seconds.
  case status(Int, retryAfter: Int? = nil)
  /// The resource version is too old: status 410 for reads, an `ERROR` event with code 410 for a watch.
  case gone
  /// The connection is reset before the request reaches the API server.
  case reset
  /// The API server does what was asked, and the connection is reset before the answer arrives.
  case resetAfterForwarding
  /// The answer, or the first event of a watch, breaks off in its middle.
  case truncate
  /// No answer ever comes, until the client gives up.
  case hang
  /// The request reaches the API server so much later.
  case delay(Duration)
  /// A read is answered with what the same read got before the fault began; the first one of its kind is passed on
  /// and its answer kept. Events of watches go on, see ``delayEvents(_:)``.
  case stale
  /// Every event of a watch arrives so much later, in order. Holds for watches that are open already, too.
  case delayEvents(Duration)
  /// A watch gets no bookmarks. Holds for watches that are open already, too.
  case dropBookmarks

  /// Status 429, to be tried again after so many seconds.
  public static func tooManyRequests(retryAfter: Int = 1) -> Fault { .status(429, retryAfter: retryAfter) }
  /// Status 500.
  public static var internalError: Fault { .status(500) }
  /// Status 503.
  public static var unavailable: Fault { .status(503) }

  /// Whether it works on the events of a watch and not on the request as such.
  var concernsEvents: Bool {
    switch self {
    case .delayEvents, .dropBookmarks: true
    default: false
    }
  }
}

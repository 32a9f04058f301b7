/// Follows redirects as ``HTTPOptions/Redirects-swift.enum`` says: request and answer in, next request out.
package struct Redirector {
  /// The request to send next.
  package private(set) var request: HTTPRequest

  private let deadline: ContinuousClock.Instant?
  private var remaining: Int

  package init(_ request: HTTPRequest) {
    self.request = request
    deadline = request.options.totalTimeout.map { ContinuousClock.now.advanced(by: $0) }
    remaining = if case .follow(let max) = request.options.redirects { max } else { 0 }
  }

  /// Whether the answer is a redirect to be followed; ``request`` is then the next one.
  ///
  /// - Throws: ``HTTPError`` of kind `redirectRefused` when it must not be.
  package mutating func follow(_ response: HTTPResponse) throws(HTTPError) -> Bool {
    guard request.options.redirects != .none, Self.statuses.contains(response.status),
      let location = response.headers["Location"]
    else { return false }
    guard remaining > 0 else { throw refused("too many redirects") }
    remaining -= 1
    guard let target = request.url.resolving(reference: location) else {
      throw refused("the address it leads to cannot be read")
    }
    guard target.scheme == "https" || target.scheme == "http" else {
      throw refused("it leads to \(target.scheme), which is neither https nor http")
    }
    try move(to: target, status: response.status)
    return true
  }

  private mutating func move(to target: RemoteURL, status: Int) throws(HTTPError) {
    var next = request
    next.url = target
    next.url.pathIsSecret = request.url.pathIsSecret
    if request.url.hasSameOrigin(as: target) {
      if !target.hasCredentials { (next.url.user, next.url.password) = (request.url.user, request.url.password) }
    } else {
      if request.url.scheme == "https", target.scheme == "http", hasCredentials {
        throw refused("it leads from https to http, and the request carries credentials")
      }
      Self.dropCredentials(&next)
    }
    if status != 307 && status != 308 && request.method != .head && (status == 303 || request.method == .post) {
      next.method = .get
      next.body = .none
      next.headers.removeAll {
        HTTPHeaders.isSame($0.name, "Content-Type") || HTTPHeaders.isSame($0.name, "Content-Encoding")
      }
    }
    if let deadline {
      // What is left of the total, never nothing: a deadline of zero would mean none.
      next.options.totalTimeout = max(.milliseconds(1), ContinuousClock.now.duration(to: deadline))
    }
    request = next
  }

  private var hasCredentials: Bool {
    request.url.hasCredentials || request.options.tls.clientCertificatePEM != nil
      || request.headers.contains { HTTPHeaders.carriesCredentials($0.name) }
  }

  private static func dropCredentials(_ request: inout HTTPRequest) {
    request.url = request.url.withoutCredentials
    request.headers.removeAll { HTTPHeaders.carriesCredentials($0.name) || HTTPHeaders.isSame($0.name, "Host") }
    request.options.tls.clientCertificatePEM = nil
    request.options.tls.clientKeyPEM = nil
    request.options.tls.serverName = nil
  }

  private func refused(_ reason: String) -> HTTPError {
    HTTPError(.redirectRefused(reason), url: request.url)
  }

  private static let statuses: Set<Int> = [301, 302, 303, 307, 308]
}

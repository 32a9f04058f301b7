/// Why a request brought no complete answer. Status codes are not errors here.
///
/// The description names the address without secrets, what failed, and what to check.
public struct HTTPError: Error, Sendable, Hashable {
  /// Which of the deadlines in ``HTTPOptions`` passed.
  public enum Deadline: String, Sendable, Hashable {
    case connect
    case total
    case idle
  }

  /// What failed.
  public enum Kind: Sendable, Hashable {
    /// The request cannot be sent as it is.
    case invalidRequest(String)
    /// The name of the host, or of the proxy, could not be resolved.
    case resolve(String)
    /// No connection came about.
    case connect(String)
    /// The proxy refused to connect us, with this status if it gave one.
    case proxy(status: Int?, String)
    /// The TLS handshake failed for another reason than trust.
    case tlsHandshake(String)
    /// The server's certificate was not accepted, and why.
    case tlsVerify(String)
    /// Our own certificate, key or authority certificates could not be used.
    case tlsCredentials(String)
    /// A deadline passed.
    case timeout(Deadline, after: Duration?)
    /// The connection or the stream was closed before the answer's header.
    case reset(String)
    /// The connection or the stream was closed in the middle of the body.
    case truncated(String)
    /// The peer broke the protocol.
    case `protocol`(String)
    /// The header lines are longer than allowed.
    case headersTooLarge(limit: Int)
    /// The body is longer than the reader allowed.
    case bodyTooLarge(limit: Int)
    /// So many bytes of a body waited for its reader, more than ``HTTPOptions/slowReader`` allows.
    case readerTooSlow(limit: Int)
    /// A redirect was not followed, and why.
    case redirectRefused(String)
    /// The task was cancelled or the body was let go.
    case cancelled
    /// The client was shut down or could not be started.
    case clientClosed
    /// The library that does the transfers is missing from the machine, and why.
    case libraryMissing(String)
  }

  /// What failed.
  public let kind: Kind
  /// The address of the request that failed, if any.
  public let url: RemoteURL?

  /// An error of that kind.
  public init(_ kind: Kind, url: RemoteURL?) {
    self.kind = kind
    self.url = url?.withoutCredentials
  }

  /// Whether the same request may well succeed later, without anybody changing anything. Says nothing about
  /// whether repeating it is safe.
  public var isRetryable: Bool {
    switch kind {
    case .resolve, .connect, .timeout, .reset, .truncated, .readerTooSlow: true
    case .proxy(let status, _): status.map { $0 >= 500 || $0 == 429 } ?? true
    case .protocol, .tlsHandshake: true
    case .invalidRequest, .tlsVerify, .tlsCredentials, .headersTooLarge, .bodyTooLarge, .redirectRefused,
      .cancelled, .clientClosed, .libraryMissing:
      false
    }
  }
}

extension HTTPError: CustomStringConvertible {
  public var description: String {
    url.map { "\($0.redacted): \(explanation)" } ?? explanation
  }

  private var explanation: String {
    switch kind {
    case .invalidRequest(let detail): "the request cannot be sent: \(detail)"
    case .resolve(let detail): "name not resolved: \(detail); check the host name and the cluster's DNS"
    case .connect(let detail): "no connection: \(detail); check address, port and network policies"
    case .proxy(let status, let detail):
      "the proxy refused\(status.map { " with status \($0)" } ?? ""): \(detail); check the proxy's address and credentials"
    case .tlsHandshake(let detail):
      "TLS handshake failed: \(detail); check that the port speaks TLS and what versions it offers"
    case .tlsVerify(let detail):
      "the server's certificate was refused: \(detail); check the CA certificate that was given and the host name"
    case .tlsCredentials(let detail):
      "the TLS certificates given cannot be used: \(detail); check that they are PEM and that key and certificate belong together"
    case .timeout(let deadline, let after):
      "\(Self.timeoutText(deadline))\(after.map { " (\(Self.seconds($0)))" } ?? ""); check that the server answers, or allow more time"
    case .reset(let detail): "the connection was closed before an answer came: \(detail)"
    case .truncated(let detail): "the connection was closed in the middle of the answer: \(detail)"
    case .protocol(let detail): "the server broke the protocol: \(detail)"
    case .headersTooLarge(let limit): "the answer's header is longer than \(limit) bytes"
    case .bodyTooLarge(let limit): "the answer is longer than \(limit) bytes"
    case .readerTooSlow(let limit): "more than \(limit) bytes of the answer waited to be read"
    case .redirectRefused(let detail): "redirect not followed: \(detail); use the final address instead"
    case .cancelled: "cancelled"
    case .clientClosed: "the HTTP client is shut down"
    case .libraryMissing(let detail): "libcurl cannot be used: \(detail); install Debian's package libcurl4"
    }
  }

  private static func timeoutText(_ deadline: Deadline) -> String {
    switch deadline {
    case .connect: "no connection within the connect timeout"
    case .total: "not finished within the total timeout"
    case .idle: "no bytes within the idle timeout"
    }
  }

  private static func seconds(_ duration: Duration) -> String {
    let (whole, rest) = duration.components
    let millis = rest / 1_000_000_000_000_000
    return millis == 0 ? "\(whole)s" : "\(whole).\(String(millis + 1000).dropFirst())s"
  }
}

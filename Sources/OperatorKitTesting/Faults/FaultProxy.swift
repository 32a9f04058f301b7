import Glibc
import HTTP
import NIOHTTP1
import Synchronization

/// A proxy in front of the API server that makes it misbehave as real ones do, and counts what is asked.
///
/// ```swift
/// let proxy = try await FaultProxy.start(inFrontOf: cluster)
/// proxy.inject(.tooManyRequests(retryAfter: 2), times: 3) { $0.verb == "patch" }
/// // start the process under test with proxy.kubeconfigPath
/// ```
///
/// The process under test talks plain HTTP/1.1 to a free port of the loopback address. Its requests reach the API
/// server as the administrator's, unless they bring an `Authorization` header; impersonation headers are passed on.
public final class FaultProxy: Sendable {
  /// A moment in the life of a request at which a hook is called.
  public enum Moment: Sendable, Hashable {
    /// The request has arrived, the API server knows nothing of it.
    case beforeForwarding
    /// The API server has answered, the client knows nothing of it.
    case afterForwarding
  }

  /// What a hook wants to happen next.
  public enum HookDecision: Sendable, Hashable {
    /// Go on.
    case proceed
    /// Reset the connection: what comes after this moment never happens.
    case cut
  }

  /// Called for each request at both moments; the proxy waits for its answer.
  public typealias Hook = @Sendable (ProxiedRequest, Moment) async -> HookDecision

  /// Where the proxy listens, such as `http://127.0.0.1:41234`.
  public let url: String
  /// A kubeconfig for the process under test.
  public let kubeconfigPath: String
  /// The text of that file.
  public let kubeconfigYAML: String

  private let listener: ProxyListener
  private let core: FaultProxyCore
  private let directory: TemporaryDirectory

  /// Starts a proxy.
  public static func start(inFrontOf cluster: ControlPlane) async throws -> FaultProxy {
    let core = FaultProxyCore(upstream: ProxyUpstream(cluster))
    let listener = try await ProxyListener.start { head, body, connection in
      try await core.answer(head, body, connection)
    }
    return try FaultProxy(core: core, listener: listener)
  }

  private init(core: FaultProxyCore, listener: ProxyListener) throws {
    (self.core, self.listener) = (core, listener)
    url = "http://127.0.0.1:\(listener.port)"
    kubeconfigYAML = kubeconfig(server: url)
    directory = try TemporaryDirectory(prefix: "operatorkit-proxy")
    kubeconfigPath = try directory.write(kubeconfigYAML, to: "kubeconfig")
  }

  deinit { listener.cancel() }

  /// Stops listening and closes all connections; so does dropping the last reference.
  public func stop() async { await listener.stop() }

  /// Puts a fault in force.
  ///
  /// - Parameters:
  ///   - first: the first matching request that is hit, from 1.
  ///   - times: how many are hit; all if not given.
  ///   - matches: which requests; all if not given.
  @discardableResult
  public func inject(
    _ fault: Fault, first: Int = 1, times: Int = .max,
    when matches: @escaping @Sendable (ProxiedRequest) -> Bool = { _ in true }
  ) -> FaultInjection {
    let injection = FaultInjection(fault: fault, first: first, limit: times, matches: matches)
    core.rules.add(injection)
    return injection
  }

  /// Ends all faults, the outage included.
  public func removeAllFaults() {
    core.rules.removeAll()
    core.isOut.store(false, ordering: .relaxed)
  }

  /// The API server is unreachable: open connections are reset, new ones as soon as they ask for something.
  public func beginOutage() async {
    core.isOut.store(true, ordering: .relaxed)
    await listener.resetConnections()
  }

  /// The API server can be reached again.
  public func endOutage() { core.isOut.store(false, ordering: .relaxed) }

  /// Resets all open connections, watches above all; new ones work.
  public func breakConnections() async { await listener.resetConnections() }

  /// Sets the hook, or removes it. There is one at a time.
  public func setHook(_ hook: Hook?) { core.hook.withLock { $0 = hook } }

  /// All requests since the start or the last ``clearLog()``, oldest first.
  public func requestLog() -> [LoggedRequest] { core.log.all() }

  /// How many requests of each kind there were.
  public func requestCounts() -> [RequestKind: Int] {
    var counts: [RequestKind: Int] = [:]
    for entry in requestLog() { counts[RequestKind(entry.request), default: 0] += 1 }
    return counts
  }

  /// Starts counting and numbering anew.
  public func clearLog() { core.log.clear() }
}

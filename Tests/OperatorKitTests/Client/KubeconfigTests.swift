import HTTP
import HTTPServer
import OperatorKit
import Synchronization
import Testing

/// Kubeconfigs that tenants have written.
@Suite struct KubeconfigTests {
  private func kubeconfig(cluster: String = "", user: String, proxy: String = "") -> [UInt8] {
    Array(
      """
      apiVersion: v1
      kind: Config
      current-context: remote
      contexts: [{name: remote, context: {cluster: one, user: me, namespace: team}}]
      clusters:
        - name: one
          cluster:
            server: https://api.example.org:6443
            certificate-authority-data: Q0E=
            tls-server-name: api.internal
            proxy-url: http://proxy.example.org:3128
            \(cluster)
      users:
        - name: me
          user: {\(user)}
      """.utf8)
  }

  private func configuration(
    _ text: [UInt8], exec: Bool = false, insecure: Bool = false
  ) throws -> ClientConfiguration {
    try Kubeconfig(text, trust: .tenant(allowExec: exec, allowInsecureTLS: insecure)).configuration()
  }

  @Test("K-17-04 what stands in the text itself is taken")
  func values() throws {
    let found = try configuration(
      kubeconfig(user: "client-certificate-data: Q0VSVA==, client-key-data: S0VZ, token: secret"))
    #expect(found.server.string(includingCredentials: true) == "https://api.example.org:6443")
    #expect(found.tls.caPEM == Array("CA".utf8) && !found.tls.useSystemRoots)
    #expect(found.tls.clientCertificatePEM == Array("CERT".utf8) && found.tls.clientKeyPEM == Array("KEY".utf8))
    #expect(found.tls.serverName == "api.internal" && found.namespace == "team")
    guard case .url(let proxy, _, _) = found.proxy else {
      Issue.record("no proxy")
      return
    }
    #expect(proxy.host == "proxy.example.org")
    guard case .token("secret") = found.credentials else {
      Issue.record("no token")
      return
    }
    guard case .basic("u", "p") = try configuration(kubeconfig(user: "username: u, password: p")).credentials else {
      Issue.record("no password")
      return
    }
  }

  @Test(
    "K-17-04 no file is opened and no program is run",
    arguments: [
      "tokenFile: /etc/hostname", "client-certificate: /etc/hostname, client-key: /etc/hostname",
      "exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/false}", "auth-provider: {name: gcp}",
      "as: system:admin",
    ])
  func files(user: String) throws {
    let found = try configuration(kubeconfig(cluster: "certificate-authority: /etc/hostname", user: user))
    #expect(found.tls.clientCertificatePEM == nil && found.tls.clientKeyPEM == nil && found.impersonation == nil)
    guard case .none = found.credentials else {
      Issue.record("\(found.credentials)")
      return
    }
  }

  @Test("K-17-05 programs and unchecked certificates need the operator's word")
  func insecure() throws {
    let text = kubeconfig(
      cluster: "insecure-skip-tls-verify: true",
      user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: get-token}")
    let closed = try configuration(text)
    #expect(!closed.tls.insecureSkipVerify)
    let open = try configuration(text, exec: true, insecure: true)
    #expect(open.tls.insecureSkipVerify)
    guard case .exec(let plugin) = open.credentials else {
      Issue.record("no plugin")
      return
    }
    #expect(plugin.command == "get-token")
  }
}

@Suite struct RequestLimitTests {
  @Test("S-FL-22 K-17-06 requests end after 30 s; our own limit ends when the server has one of its own")
  func fairServer() async throws {
    let isFair = Mutex(false)
    let server = try await HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { _ in
      var headers: HTTPHeaders = ["Content-Type": "application/json"]
      if isFair.withLock({ $0 }) { headers["X-Kubernetes-PF-FlowSchema-UID"] = "1" }
      return ServerResponse(status: 200, headers: headers, body: .bytes(Array(#"{"metadata":{"name":"x"}}"#.utf8)))
    }.start()
    var configuration = ClientConfiguration(
      server: try #require(RemoteURL("http://127.0.0.1:\(server.port)")), proxy: .none)
    #expect(configuration.requestTimeout == .seconds(30))
    configuration.rateLimit = RateLimit(queriesPerSecond: 0.001, burst: 2)
    let client = KubernetesClient(configuration)
    let key = ObjectKey(namespace: "default", name: "x")
    for _ in 0..<2 { _ = try await client.get(.configMap, key) }
    // A thousand seconds to the next one, were it not for the deadline.
    await #expect(throws: DeadlineExceeded.self) {
      try await withDeadline(.milliseconds(300)) { _ = try await client.get(.configMap, key) }
    }
    isFair.withLock { $0 = true }
    let other = KubernetesClient(configuration)
    for _ in 0..<10 { _ = try await other.get(.configMap, key) }
    await server.stop()
  }
}

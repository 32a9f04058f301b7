import Digests
import Glibc

/// The folder of one control plane: keys, kubeconfig, data and logs.
struct ControlPlaneFiles: Sendable {
  let directory: TemporaryDirectory
  let authority: CertificateAuthority
  let server: CertificateAuthority.Identity
  let admin: CertificateAuthority.Identity
  let serverURL: String
  let kubeconfigYAML: String

  var path: String { directory.path }
  var kubeconfigPath: String { "\(path)/kubeconfig" }
  var serviceAccountKeyPath: String { "\(path)/service-account.key" }
  var serviceAccountCertificatePath: String { "\(path)/service-account.crt" }

  init(apiServerPort: UInt16) async throws {
    directory = try TemporaryDirectory(prefix: "operatorkit-cluster")
    let path = directory.path
    for name in ["etcd", "logs", "tmp", "apiserver"] { try makeDirectory("\(path)/\(name)") }
    let authority = try await CertificateAuthority.create(in: path, name: "operatorkit test cluster")
    self.authority = authority
    async let serverIdentity = authority.issue(
      "server", subject: "/CN=kube-apiserver",
      alternativeNames: ["IP:127.0.0.1", "IP:10.0.0.1", "DNS:localhost", "DNS:kubernetes.default.svc"], usage: .server)
    async let adminIdentity = authority.issue("admin", subject: "/O=system:masters/CN=admin", usage: .client)
    // Any key pair will do for signing tokens; a certificate comes with one.
    async let tokens = authority.issue("service-account", subject: "/CN=service-accounts", usage: .client)
    (server, admin) = try await (serverIdentity, adminIdentity)
    _ = try await tokens
    serverURL = "https://127.0.0.1:\(apiServerPort)"
    kubeconfigYAML = kubeconfig(
      server: serverURL, authority: readFile(authority.certificatePath), certificate: readFile(admin.certificatePath),
      key: readFile(admin.keyPath))
    try writeFile(kubeconfigPath, kubeconfigYAML)
  }

  func logPath(_ component: ControlPlane.Component) -> String { "\(path)/logs/\(component).log" }

  func logTail(_ component: ControlPlane.Component) -> String { tail(of: readFile(logPath(component)) ?? []) }
}

/// A kubeconfig with everything inside, so that it can be copied and parsed without files beside it.
func kubeconfig(server: String, authority: [UInt8]? = nil, certificate: [UInt8]? = nil, key: [UInt8]? = nil) -> String {
  func line(_ name: String, _ bytes: [UInt8]?) -> String {
    bytes.map { "\n    \(name): \(Base64.encode($0))" } ?? ""
  }
  let user = line("client-certificate-data", certificate) + line("client-key-data", key)
  return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: test
      cluster:
        server: \(server)\(line("certificate-authority-data", authority))
    users:
    - name: test
      user:\(user.isEmpty ? " {}" : user)
    contexts:
    - name: test
      context:
        cluster: test
        user: test
    current-context: test

    """
}

import Digests

/// A cluster that somebody handed in with a kubeconfig.
struct ExistingCluster: Sendable {
  let directory: TemporaryDirectory
  let kubeconfigPath: String
  let kubeconfigYAML: String
  let serverURL: String
  let authorityPath: String?
  let admin: CertificateAuthority.Identity?

  /// The cluster that the environment names; `nil` if it names none.
  static func fromEnvironment() async throws -> ExistingCluster? {
    let environment = ProcessConfiguration.currentEnvironment()
    if let path = environment["FLUX_SWIFT_TEST_KUBECONFIG"], !path.isEmpty { return try await read(path) }
    guard environment["CLUSTER"] == "existing" else { return nil }
    guard let path = environment["KUBECONFIG"], !path.isEmpty else {
      throw ControlPlaneError.existingCluster("CLUSTER=existing is set, but KUBECONFIG is not")
    }
    return try await read(path)
  }

  /// Lets `kubectl` read the file, so that all its forms and relative paths are understood.
  private static func read(_ path: String) async throws -> ExistingCluster {
    let directory = try TemporaryDirectory(prefix: "operatorkit-existing")
    var configuration = ProcessConfiguration("kubectl", ["config", "view", "--raw", "--minify", "--flatten"])
    configuration.environment["KUBECONFIG"] = path
    let yaml = try await ChildProcess.run(configuration).text + "\n"
    let fields = [
      ".clusters[0].cluster.server", ".clusters[0].cluster.certificate-authority-data",
      ".users[0].user.client-certificate-data", ".users[0].user.client-key-data",
    ]
    configuration.arguments += ["-o", "jsonpath=\(fields.map { "{\($0)}" }.joined(separator: "|"))"]
    let values = try await ChildProcess.run(configuration).text
      .split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard values.count == fields.count, !values[0].isEmpty else {
      throw ControlPlaneError.existingCluster("\(path) names no server in its current context")
    }
    func file(_ name: String, _ base64: String) throws -> String? {
      guard !base64.isEmpty, let bytes = Base64.decode(base64) else { return nil }
      return try directory.write(String(decoding: bytes, as: UTF8.self), to: name)
    }
    let certificate = try file("admin.crt", values[2])
    let key = try file("admin.key", values[3])
    return ExistingCluster(
      directory: directory, kubeconfigPath: try directory.write(yaml, to: "kubeconfig"), kubeconfigYAML: yaml,
      serverURL: values[0], authorityPath: try file("ca.crt", values[1]),
      admin: certificate.flatMap { certificate in
        key.map { CertificateAuthority.Identity(certificatePath: certificate, keyPath: $0) }
      })
  }
}

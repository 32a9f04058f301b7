import Glibc
public import HTTP
import Synchronization

/// An OCI registry for tests: Debian's `docker-registry`, over TLS and with a password unless told otherwise.
///
/// ```swift
/// let registry = try await RegistryServer.start()
/// let digest = try await registry.push("team/app", tag: "v1", layers: [.files(["deploy.yaml": "..."])])
/// // oci://\(registry.host)/team/app, registry.username, registry.password, registry.authorityPEM
/// ```
///
/// It listens on a free port of the loopback address, has an authority of its own, and is gone with all it holds when
/// the last reference is dropped or this process ends.
///
/// Needs `docker-registry`, `htpasswd` and `openssl`.
public final class RegistryServer: Sendable {
  /// What the server is like.
  public struct Options: Sendable {
    /// Who may read and write; `nil` for everybody.
    public var username: String? = "flux"
    public var password = "secret-of-the-registry"
    /// Whether it speaks TLS.
    public var usesTLS = true
    /// Lines of the registry's own configuration in place of the password, such as its token authentication.
    public var authentication: String?
    /// Whether clients must show a certificate of the authority.
    public var requiresClientCertificate = false

    public init() {}
  }

  /// Host and port.
  public let host: String
  public let options: Options
  public let authority: CertificateAuthority
  /// The authority that signed the server's certificate, PEM.
  public let authorityPEM: String

  private let directory: TemporaryDirectory
  private let port: PortReservation
  private let process = Mutex<ChildProcess?>(nil)

  /// Starts a registry and waits until it answers; throws ``ProcessError`` with the end of its log.
  public static func start(_ options: Options = Options()) async throws -> RegistryServer {
    let server = try await RegistryServer(options)
    try await server.resume()
    return server
  }

  private init(_ options: Options) async throws {
    self.options = options
    port = try PortReservation()
    host = "127.0.0.1:\(port.port)"
    directory = try TemporaryDirectory(prefix: "registry")
    authority = try await CertificateAuthority.create(in: directory.path)
    authorityPEM = readText(authority.certificatePath) ?? ""
    let identity = try await authority.issue(
      "server", subject: "/CN=registry", alternativeNames: ["IP:127.0.0.1", "DNS:localhost"], usage: .server)
    if let username = options.username {
      var command = ProcessConfiguration(
        "htpasswd", ["-i", "-B", "-C", "4", "-c", "\(directory.path)/users", username])
      command.input = Array(options.password.utf8)
      try await ChildProcess.run(command)
    }
    try directory.write(configuration(identity), to: "config.yml")
  }

  deinit { process.withLock { _ = $0?.signal(SIGKILL) } }

  /// Stops answering; connections are refused. What was pushed and the address stay.
  public func stop() async {
    let running = process.withLock { process in
      defer { process = nil }
      return process
    }
    await running?.kill()
  }

  /// Answers again after ``stop()``.
  public func resume() async throws {
    var configuration = ProcessConfiguration("docker-registry", ["serve", "\(directory.path)/config.yml"])
    configuration.output = .file("\(directory.path)/log")
    configuration.errorOutput = .file("\(directory.path)/log")
    let child = try ChildProcess.start(configuration)
    process.withLock { $0 = child }
    try await eventually("the registry") {
      if let status = child.status {
        throw ProcessError.failed(
          program: "docker-registry", status: status, output: tail(of: readFile("\(directory.path)/log") ?? []))
      }
      return port.accepts()
    }
  }

  /// What the registry has logged, one request a line among others.
  public var log: String { readText("\(directory.path)/log") ?? "" }

  /// How to reach it.
  public var http: HTTPOptions {
    var http = HTTPOptions()
    http.proxy = .none
    http.totalTimeout = .seconds(60)
    http.tls.caPEM = Array(authorityPEM.utf8)
    return http
  }

  /// `https://host` or `http://host`.
  public var url: String { "\(options.usesTLS ? "https" : "http")://\(host)" }

  /// Breaks a blob that was pushed: from now on it is served with other bytes, or cut off.
  public func corrupt(blob digest: String, _ change: ([UInt8]) -> [UInt8]) throws {
    let hex = digest.split(separator: ":").last.map(String.init) ?? digest
    let path = "\(directory.path)/data/docker/registry/v2/blobs/sha256/\(hex.prefix(2))/\(hex)/data"
    let file = try openDescriptor(path, O_RDWR)
    defer { close(file) }
    let changed = change(readFile(path) ?? [])
    guard ftruncate(file, 0) == 0, writeAll(changed, to: file) else {
      throw ProcessError.system(call: "writing \(path)", code: errno)
    }
  }

  private func configuration(_ identity: CertificateAuthority.Identity) -> String {
    var lines = ["version: 0.1", "log: {level: info, accesslog: {disabled: false}}"]
    lines.append("storage: {filesystem: {rootdirectory: \(directory.path)/data}, delete: {enabled: true}}")
    lines += ["http:", "  addr: \(host)"]
    if options.usesTLS {
      lines += ["  tls:", "    certificate: \(identity.certificatePath)", "    key: \(identity.keyPath)"]
      if options.requiresClientCertificate { lines.append("    clientcas: [\(authority.certificatePath)]") }
    }
    if let authentication = options.authentication {
      lines.append(authentication)
    } else if options.username != nil {
      lines.append("auth: {htpasswd: {realm: test, path: \(directory.path)/users}}")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

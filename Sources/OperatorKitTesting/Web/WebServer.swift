import Glibc
import Synchronization

/// A web server for tests that serves one folder over HTTPS: nginx, with a password unless told otherwise.
///
/// It listens on a free port of the loopback address, has an authority of its own, and is gone with its folder when the
/// last reference is dropped or this process ends.
///
/// Needs `nginx`, `htpasswd` and `openssl`.
public final class WebServer: Sendable {
  /// The address, without a slash at its end.
  public let url: String
  public let username: String
  public let password: String
  /// The authority that signed the server's certificate, PEM.
  public let authorityPEM: String
  /// The authority's certificate as a file.
  public let authorityPath: String
  /// The folder that is served.
  public var folder: String { "\(directory.path)/served" }

  private let directory: TemporaryDirectory
  private let port: PortReservation
  private let process = Mutex<ChildProcess?>(nil)

  /// Starts a server and waits until it answers; throws ``ProcessError`` with the end of its log.
  public static func start(
    username: String = "web", password: String = "secret-of-the-web", isPublic: Bool = false
  ) async throws -> WebServer {
    let server = try await WebServer(username: username, password: password, isPublic: isPublic)
    try await server.run()
    return server
  }

  private init(username: String, password: String, isPublic: Bool) async throws {
    port = try PortReservation()
    directory = try TemporaryDirectory(prefix: "web")
    url = "https://127.0.0.1:\(port.port)"
    self.username = username
    self.password = password
    for name in ["served", "temporary"] { try makeDirectory("\(directory.path)/\(name)") }
    let authority = try await CertificateAuthority.create(in: directory.path, name: "Web test server CA")
    authorityPath = authority.certificatePath
    authorityPEM = readText(authorityPath) ?? ""
    let identity = try await authority.issue(
      "server", subject: "/CN=127.0.0.1", alternativeNames: ["IP:127.0.0.1", "DNS:localhost"], usage: .server)
    var command = ProcessConfiguration("htpasswd", ["-i", "-B", "-C", "4", "-c", "\(directory.path)/users", username])
    command.input = Array(password.utf8)
    try await ChildProcess.run(command)
    try directory.write(configuration(identity, isPublic: isPublic), to: "nginx.conf")
  }

  deinit { process.withLock { _ = $0?.signal(SIGKILL) } }

  /// Puts a file into the folder; readers see the old one or the new one.
  public func write(_ name: String, _ bytes: [UInt8]) throws {
    let path = "\(folder)/\(name)"
    let descriptor = try openDescriptor("\(path).new", O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
    defer { close(descriptor) }
    guard writeAll(bytes, to: descriptor), rename("\(path).new", path) == 0 else {
      throw ProcessError.system(call: "writing \(path)", code: errno)
    }
  }

  /// The requests so far, oldest first: `GET /index.yaml 200 user`.
  public var requests: [String] {
    (readText("\(directory.path)/access.log") ?? "").split(separator: "\n").map(String.init)
  }

  private func run() async throws {
    let log = "\(directory.path)/error.log"
    var configuration = ProcessConfiguration(
      "nginx", ["-p", directory.path, "-e", log, "-c", "\(directory.path)/nginx.conf"], directory: directory.path)
    configuration.errorOutput = .file(log)
    let child = try ChildProcess.start(configuration)
    process.withLock { $0 = child }
    try await eventually("the web server") {
      if let status = child.status {
        throw ProcessError.failed(program: "nginx", status: status, output: tail(of: readFile(log) ?? []))
      }
      return port.accepts()
    }
  }

  private func configuration(_ identity: CertificateAuthority.Identity, isPublic: Bool) -> String {
    let path = directory.path
    let password = isPublic ? "" : "auth_basic \"Web\"; auth_basic_user_file \(path)/users;"
    return """
      daemon off;
      master_process off;
      pid \(path)/nginx.pid;
      events { worker_connections 256; }
      http {
        log_format requests '$request_method $request_uri $status $remote_user';
        access_log \(path)/access.log requests;
        client_body_temp_path \(path)/temporary/body;
        fastcgi_temp_path \(path)/temporary/fastcgi;
        proxy_temp_path \(path)/temporary/proxy;
        uwsgi_temp_path \(path)/temporary/uwsgi;
        scgi_temp_path \(path)/temporary/scgi;
        default_type application/octet-stream;
        server {
          listen 127.0.0.1:\(port.port) ssl;
          ssl_certificate \(identity.certificatePath);
          ssl_certificate_key \(identity.keyPath);
          \(password)
          root \(folder);
        }
      }

      """
  }
}

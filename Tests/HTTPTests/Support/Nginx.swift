import Glibc
import TestSupport

/// A real web server on free loopback ports, gone with its last reference and with the test process.
final class Nginx: Sendable {
  let scratch: Scratch
  /// Plain HTTP.
  let port: UInt16
  /// HTTPS with HTTP/2.
  let tlsPort: UInt16
  private let process: pid_t
  private let lifeline: Int32

  /// - Parameters:
  ///   - identity: the server's certificate.
  ///   - locations: what stands inside both `server` blocks; `$ROOT` is the server's folder.
  ///   - tls: further lines for the TLS `server` block.
  init(identity: TestCA.Identity, locations: String, tls: String = "", files: [String: [UInt8]] = [:]) throws {
    scratch = try Scratch()
    for (name, content) in files { try scratch.write(name, content) }
    port = try Sockets.freePort()
    tlsPort = try Sockets.freePort()
    let configuration = Self.configuration(
      folder: scratch.path, port: port, tlsPort: tlsPort, identity: identity, locations: locations, tls: tls)
    let path = try scratch.write("nginx.conf", configuration.utf8)
    var pipe: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &pipe) == 0 else {
      throw FixtureError("no socket pair")
    }
    // The shell ends the server when the pipe closes, however the test process ended.
    let script = #""$@" & server=$!; cat >/dev/null; kill -TERM $server; wait $server"#
    process = try Command.spawn(
      ["sh", "-c", script, "sh", try Self.program(), "-p", scratch.path, "-c", path], input: pipe[0])
    close(pipe[0])
    lifeline = pipe[1]
    try Self.await(port: port, log: { try? scratch.read("error.log") })
    try Self.await(port: tlsPort, log: { try? scratch.read("error.log") })
  }

  deinit {
    close(lifeline)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  var url: String { "http://127.0.0.1:\(port)" }
  var tlsURL: String { "https://localhost:\(tlsPort)" }

  private static func program() throws -> String {
    let places: [String] = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"]
    guard let path = places.first(where: { access($0, X_OK) == 0 }) else {
      throw FixtureError("nginx is not installed; install nginx-light")
    }
    return path
  }

  private static func await(port: UInt16, log: () -> [UInt8]?) throws {
    for _ in 0..<1000 {
      if let descriptor = Sockets.connect(port: port) {
        close(descriptor)
        return
      }
      usleep(10_000)
    }
    throw FixtureError("nginx did not start: \(String(decoding: log() ?? [], as: UTF8.self))")
  }

  private static func configuration(
    folder: String, port: UInt16, tlsPort: UInt16, identity: TestCA.Identity, locations: String, tls: String
  ) -> String {
    let locations = locations.replacing("$ROOT", with: folder)
    return """
      daemon off; master_process off; worker_processes 1;
      error_log \(folder)/error.log; pid \(folder)/nginx.pid;
      events { worker_connections 512; }
      http {
        access_log \(folder)/access.log;
        default_type application/octet-stream;
        client_body_temp_path \(folder); proxy_temp_path \(folder); fastcgi_temp_path \(folder);
        uwsgi_temp_path \(folder); scgi_temp_path \(folder);
        keepalive_requests 100000; http2_max_concurrent_streams 128;
        large_client_header_buffers 8 64k;
        server { listen 127.0.0.1:\(port); \(locations) }
        server {
          listen 127.0.0.1:\(tlsPort) ssl http2;
          ssl_certificate \(identity.certificatePath); ssl_certificate_key \(identity.keyPath);
          \(tls)
          \(locations)
        }
      }
      """
  }
}

import Glibc
import TestSupport
import Testing

/// The real `git http-backend` behind a real nginx, over HTTP and HTTPS, with and without a password.
///
/// Below the address of either port: `/open` asks for nothing, `/private` for `user` and `pa:ss word`, `/v0`
/// hides the wish for protocol version 2, `/dumb` serves files, `/html` a page, `/moved` redirects to `/open`,
/// `/away` to another port, `/broken` fails.
final class GitHTTPServer: Sendable {
  static let user = "user"
  static let password = "pa:ss wörd"

  let scratch: Scratch
  let httpPort: UInt16
  let httpsPort: UInt16
  private let processes: [pid_t]

  init() throws {
    scratch = try Scratch.forGit()
    httpPort = try Self.freePort()
    httpsPort = try Self.freePort()
    try Self.makeCertificates(scratch)
    try scratch.shell(
      "mkdir repos temp && printf 'user:%s\\n' \"$(openssl passwd -apr1 '\(Self.password)')\" > htpasswd")
    try scratch.write("nginx.conf", Array(Self.configuration(scratch.path, httpPort, httpsPort).utf8))
    let path = scratch.path
    let wrapper = try Self.spawn(["/usr/sbin/fcgiwrap", "-c", "4", "-s", "unix:\(path)/fcgi.sock"], home: path)
    let nginx = try Self.spawn(
      ["/usr/sbin/nginx", "-c", "\(path)/nginx.conf", "-p", path, "-e", "\(path)/error.log"], home: path)
    processes = [wrapper, nginx]
    try #require(Self.accepts(httpPort) && Self.accepts(httpsPort), "nginx answers")
  }

  deinit {
    for process in processes {
      kill(process, SIGTERM)
      var status: Int32 = 0
      waitpid(process, &status, 0)
    }
  }

  var http: String { "http://127.0.0.1:\(httpPort)" }
  var https: String { "https://localhost:\(httpsPort)" }

  /// PEM of the authority that signed the server's certificate.
  func authority() throws -> [UInt8] { try scratch.read("ca.crt") }

  /// Lines of the access log so far: method, path, status, whether there was an `Authorization` header.
  func requests() throws -> [String] {
    try scratch.shell("cat access.log").split(separator: "\n").map(String.init)
  }

  /// Makes a bare repository below the address and a work tree with this script run in it.
  func makeRepository(name: String = "app", format: String = "sha1", _ script: String) throws {
    try scratch.shell(
      """
      git init -q --bare --object-format=\(format) repos/\(name).git
      git -C repos/\(name).git symbolic-ref HEAD refs/heads/main
      git init -q --object-format=\(format) -b main work-\(name) && cd work-\(name) && git remote add origin ../repos/\(name).git
      \(script)
      """)
  }

  private static func makeCertificates(_ scratch: Scratch) throws {
    try scratch.shell(
      """
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=ca \
        -addext basicConstraints=critical,CA:TRUE
      openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout tls.key -out tls.csr -subj /CN=localhost
      printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\\n' > tls.ext
      openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile tls.ext -out tls.crt
      """)
  }

  private static func configuration(_ path: String, _ http: UInt16, _ https: UInt16) -> String {
    func backend(_ prefix: String, _ more: String, version: Bool = true) -> String {
      """
      location ~ ^/\(prefix)(/.*)$ {
        \(more)
        fastcgi_pass unix:\(path)/fcgi.sock;
        fastcgi_buffering off;
        fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
        fastcgi_param GIT_HTTP_EXPORT_ALL 1;
        fastcgi_param GIT_PROJECT_ROOT \(path)/repos;
        fastcgi_param PATH_INFO $1;
        fastcgi_param QUERY_STRING $query_string;
        fastcgi_param REQUEST_METHOD $request_method;
        fastcgi_param CONTENT_TYPE $content_type;
        fastcgi_param CONTENT_LENGTH $content_length;
        fastcgi_param GIT_PROTOCOL \(version ? "$http_git_protocol" : "version=0");
      }
      """
    }
    return """
      daemon off; worker_processes 1; pid \(path)/nginx.pid; \(getuid() == 0 ? "user root;" : "")
      events { worker_connections 64; }
      http {
        log_format plain '$request_method $uri $status $http_authorization'; access_log \(path)/access.log plain;
        client_body_temp_path \(path)/temp/a; fastcgi_temp_path \(path)/temp/b; proxy_temp_path \(path)/temp/c;
        uwsgi_temp_path \(path)/temp/d; scgi_temp_path \(path)/temp/e; client_max_body_size 0;
        server {
          listen 127.0.0.1:\(http); listen 127.0.0.1:\(https) ssl;
          ssl_certificate \(path)/tls.crt; ssl_certificate_key \(path)/tls.key;
          \(backend("open", ""))
          \(backend("private", "auth_basic git; auth_basic_user_file \(path)/htpasswd;"))
          \(backend("v0", "", version: false))
          location /dumb/ { default_type text/plain; return 200 "0000 refs/heads/main"; }
          location /html/ { default_type text/html; return 200 "<!DOCTYPE html><title>Sign in</title>"; }
          location /moved/ { rewrite ^/moved/(.*)$ /open/$1 permanent; }
          location /away/ { rewrite ^/away/(.*)$ http://localhost:\(http)/open/$1 redirect; }
          location /broken/ { return 503; }
        }
      }
      """
  }

  private static func spawn(_ arguments: [String], home: String) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "\(home)/spawn.log", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // Nothing the test process has open may be held open by servers, least of all locks.
    for descriptor: Int32 in 3..<1024 { posix_spawn_file_actions_addclose(&actions, descriptor) }
    // Threads of the concurrency runtime block signals, and a child would inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    // Should the test process die, its servers do too.
    let arguments = ["/usr/bin/timeout", "-k", "5", "600"] + arguments
    let environment = ["HOME=\(home)", "PATH=/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM=1"]
    var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for text in argv + envp { free(text) } }
    var process: pid_t = 0
    try #require(posix_spawn(&process, arguments[0], &actions, &attributes, &argv, &envp) == 0)
    return process
  }

  /// A port that was free a moment ago.
  private static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(bound)
    return UInt16(bigEndian: address.sin_port)
  }

  private static func accepts(_ port: UInt16) -> Bool {
    for _ in 0..<1000 {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      var address = loopback(port)
      let connected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      if connected { return true }
      usleep(10_000)
    }
    return false
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}

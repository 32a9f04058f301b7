import Glibc

/// The folder of a Git server for tests: keys, configuration, repositories, logs.
struct GitServerFiles: Sendable {
  let directory: TemporaryDirectory
  let authority: CertificateAuthority

  var path: String { directory.path }
  var repositories: String { "\(path)/repositories" }
  var accessLog: String { "\(path)/access.log" }
  var errorLog: String { "\(path)/error.log" }

  init(port: UInt16, workers: Int, isPublic: Bool) async throws {
    directory = try TemporaryDirectory(prefix: "operatorkit-git")
    for name in ["repositories", "work", "temporary"] { try makeDirectory("\(directory.path)/\(name)") }
    authority = try await CertificateAuthority.create(in: directory.path, name: "Git test server CA")
    let identity = try await authority.issue(
      "server", subject: "/CN=127.0.0.1", alternativeNames: ["IP:127.0.0.1", "DNS:localhost"], usage: .server)
    let backend = try await ChildProcess.run("git", "--exec-path").text + "/git-http-backend"
    try directory.write(gitConfiguration, to: ".gitconfig")
    try directory.write(
      nginxConfiguration(port: port, workers: workers, isPublic: isPublic, identity: identity, backend: backend),
      to: "nginx.conf")
  }

  func socket(_ worker: Int) -> String { "\(path)/worker-\(worker).socket" }

  /// One CGI runner. It takes one request at a time, so there are several.
  func worker(_ worker: Int) -> ProcessConfiguration {
    var configuration = ProcessConfiguration("fcgiwrap", ["-s", "unix:\(socket(worker))"], directory: path)
    configuration.environment = environment
    configuration.errorOutput = .file(errorLog)
    return configuration
  }

  var nginx: ProcessConfiguration {
    var configuration = ProcessConfiguration(
      "nginx", ["-p", path, "-e", errorLog, "-c", "\(path)/nginx.conf"], directory: path)
    configuration.environment = environment
    configuration.errorOutput = .file(errorLog)
    return configuration
  }

  /// No configuration of the user or the machine may change what the tests see.
  var environment: [String: String] {
    [
      "PATH": ProcessConfiguration.currentEnvironment()["PATH"] ?? "/usr/bin:/bin", "HOME": path, "LC_ALL": "C",
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
    ]
  }

  private var gitConfiguration: String {
    """
    [user]
      name = Test Author
      email = author@example.test
    [http]
      receivepack = true
    [uploadpack]
      allowFilter = true
    [safe]
      directory = *
    [gc]
      auto = 0
    [advice]
      detachedHead = false
    """
  }

  private func nginxConfiguration(
    port: UInt16, workers: Int, isPublic: Bool, identity: CertificateAuthority.Identity, backend: String
  ) -> String {
    let sockets = (0..<workers).map { "    server unix:\(socket($0));" }.joined(separator: "\n")
    let password = isPublic ? "" : "auth_basic \"Git\"; auth_basic_user_file \(path)/users;"
    return """
      daemon off;
      master_process off;
      pid \(path)/nginx.pid;
      events { worker_connections 256; }
      http {
        log_format requests '$request_method\t$request_uri\t$status\t$remote_user\t$http_git_protocol'
          '\t$body_bytes_sent';
        access_log \(accessLog) requests;
        client_body_temp_path \(path)/temporary/body;
        fastcgi_temp_path \(path)/temporary/fastcgi;
        proxy_temp_path \(path)/temporary/proxy;
        uwsgi_temp_path \(path)/temporary/uwsgi;
        scgi_temp_path \(path)/temporary/scgi;
        upstream workers {
          least_conn;
      \(sockets)
        }
        server {
          listen 127.0.0.1:\(port) ssl http2;
          ssl_certificate \(identity.certificatePath);
          ssl_certificate_key \(identity.keyPath);
          client_max_body_size 0;
          \(password)
          location / {
            fastcgi_pass workers;
            fastcgi_buffering off;
            fastcgi_read_timeout 600;
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param QUERY_STRING $query_string;
            fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param CONTENT_LENGTH $content_length;
            fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
            fastcgi_param GIT_PROTOCOL $http_git_protocol;
            fastcgi_param REMOTE_USER $remote_user;
            fastcgi_param REMOTE_ADDR $remote_addr;
            fastcgi_param SCRIPT_FILENAME \(backend);
            fastcgi_param PATH_INFO $uri;
            fastcgi_param GIT_PROJECT_ROOT \(repositories);
            fastcgi_param GIT_HTTP_EXPORT_ALL 1;
          }
        }
      }

      """
  }
}

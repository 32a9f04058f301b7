import Glibc
import Synchronization

/// A Git server over HTTPS with a password, for tests: nginx in front of `git http-backend`.
///
/// ```swift
/// let server = try await GitHTTPServer.start()
/// let repository = try await server.createRepository("app")
/// let commit = try await repository.commit(files: ["deploy.yaml": "..."], message: "First")
/// // repository.url, server.username, server.password, server.authorityPEM
/// ```
///
/// It listens on a free port of the loopback address, has an authority of its own, and is gone with all repositories
/// when the last reference is dropped or this process ends. It speaks protocol versions 0 to 2, as `git` does.
///
/// Needs `nginx`, `fcgiwrap`, `htpasswd`, `openssl` and `git`.
public final class GitHTTPServer: Sendable {
  /// The address without a path, such as `https://127.0.0.1:41234`.
  public let url: String
  /// The authority that signed the server's certificate, PEM.
  public let authorityPEM: String
  /// The same as a file.
  public let authorityPath: String
  /// The user that may read and write.
  public let username: String
  /// The password that is valid now.
  public var password: String { state.withLock { $0.password } }

  struct State {
    var password: String
    var processes: [ChildProcess] = []
    var logOffset = 0
  }
  let state: Mutex<State>
  let files: GitServerFiles
  private let port: PortReservation
  private let workers = 4

  /// Starts a server and waits until it answers.
  ///
  /// - Parameter isPublic: whether everybody may read without a password.
  /// - Throws: ``ProcessError`` with the end of nginx's log.
  public static func start(
    username: String = "git", password: String = "secret-of-the-test", isPublic: Bool = false
  ) async throws -> GitHTTPServer {
    let server = try await GitHTTPServer(username: username, password: password, isPublic: isPublic)
    try await server.resume()
    return server
  }

  private init(username: String, password: String, isPublic: Bool) async throws {
    port = try PortReservation()
    files = try await GitServerFiles(port: port.port, workers: workers, isPublic: isPublic)
    url = "https://127.0.0.1:\(port.port)"
    authorityPath = files.authority.certificatePath
    authorityPEM = readText(authorityPath) ?? ""
    self.username = username
    state = Mutex(State(password: password))
    try await changePassword(password)
  }

  deinit {
    state.withLock { for process in $0.processes { process.signal(SIGKILL) } }
  }

  /// Makes an empty repository that is served below ``url`` as `/name.git`.
  public func createRepository(_ name: String, branch: String = "main") async throws -> GitTestRepository {
    try await GitTestRepository.create(name, branch: branch, server: self)
  }

  /// From now on only this password is accepted.
  public func changePassword(_ password: String) async throws {
    var configuration = ProcessConfiguration(
      "htpasswd", ["-i", "-B", "-C", "4", "-c", "\(files.path)/users.new", username])
    configuration.input = Array(password.utf8)
    try await ChildProcess.run(configuration)
    // nginx reads the file on each request; a rename leaves no moment with half a file.
    guard rename("\(files.path)/users.new", "\(files.path)/users") == 0 else {
      throw ProcessError.system(call: "renaming the password file", code: errno)
    }
    state.withLock { $0.password = password }
  }

  /// Stops answering; connections are refused. Repositories and address stay.
  public func stop() async {
    let processes = state.withLock { state in
      defer { state.processes = [] }
      return state.processes
    }
    for process in processes { await process.kill() }
  }

  /// Takes connections and requests from now on, and answers none. ``stop()`` and ``resume()`` end that.
  public func hang() {
    state.withLock { state in
      for worker in state.processes.prefix(workers) { worker.signal(SIGSTOP) }
    }
  }

  /// Answers again after ``stop()``.
  public func resume() async throws {
    guard state.withLock({ $0.processes.isEmpty }) else { return }
    var processes: [ChildProcess] = []
    for worker in 0..<workers {
      unlink(files.socket(worker))
      processes.append(try ChildProcess.start(files.worker(worker)))
    }
    let nginx = try ChildProcess.start(files.nginx)
    processes.append(nginx)
    state.withLock { $0.processes = processes }
    try await eventually("the Git server") {
      if let status = nginx.status {
        throw ProcessError.failed(program: "nginx", status: status, output: tail(of: readFile(files.errorLog) ?? []))
      }
      return port.accepts() && (0..<workers).allSatisfy { access(files.socket($0), F_OK) == 0 }
    }
  }
}

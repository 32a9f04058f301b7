import Glibc
import OperatorKitTesting
import Testing

@Suite struct GitHTTPServerTests {
  /// Runs the real `git` against the server, trusting its authority and nothing else.
  private func git(_ server: GitHTTPServer, in directory: String, _ arguments: String...) async throws -> String {
    var configuration = ProcessConfiguration("git", arguments, directory: directory)
    configuration.environment = [
      "PATH": configuration.environment["PATH"] ?? "/usr/bin", "HOME": directory, "GIT_TERMINAL_PROMPT": "0",
      "GIT_SSL_CAINFO": server.authorityPath,
    ]
    return try await ChildProcess.run(configuration).text
  }

  private func address(_ repository: GitTestRepository, password: String? = nil) -> String {
    let server = repository.server
    return repository.url.replacing("https://", with: "https://\(server.username):\(password ?? server.password)@")
  }

  @Test("A commit can be cloned with the password, and a push comes back")
  func roundTrip() async throws {
    let server = try await GitHTTPServer.start()
    let repository = try await server.createRepository("app")
    let first = try await repository.commit(
      files: ["deploy/prod/app.yaml": "a: 1\n", "gone.txt": "x"], message: "First")
    let second = try await repository.commit(files: ["deploy/prod/app.yaml": "a: 2\n"], removing: ["gone.txt"])
    #expect(first.utf8.count == 40 && first != second)

    let directory = try TemporaryDirectory()
    _ = try await git(server, in: directory.path, "clone", "--quiet", "--depth=1", address(repository), "clone")
    #expect(readText("\(directory.path)/clone/deploy/prod/app.yaml") == "a: 2\n")
    #expect(readText("\(directory.path)/clone/gone.txt") == nil)
    let requests = server.requests()
    #expect(requests.contains { $0.kind == .discovery && $0.status == 200 && $0.user == "git" })
    #expect(requests.contains { $0.kind == .uploadPack && $0.protocolHeader == "version=2" && $0.bytes > 0 })

    server.forgetRequests()
    #expect(server.requests().isEmpty)
    let clone = "\(directory.path)/clone"
    _ = try await git(
      server, in: clone, "-c", "user.name=a", "-c", "user.email=a@example.test", "commit", "-q", "--allow-empty",
      "-m", "x")
    _ = try await git(server, in: clone, "push", "--quiet", "origin", "HEAD:refs/heads/pushed")
    #expect(server.requests().contains { $0.kind == .receivePack && $0.status == 200 })
    #expect(try await repository.git("ls-remote", "origin", "refs/heads/pushed").hasSuffix("refs/heads/pushed"))
  }

  @Test("Wrong and changed passwords are refused")
  func passwords() async throws {
    let server = try await GitHTTPServer.start(password: "first")
    let repository = try await server.createRepository("app")
    try await repository.commit(files: ["a": "a"])
    await #expect(throws: ProcessError.self) {
      _ = try await git(server, in: "/", "ls-remote", address(repository, password: "wrong"))
    }
    _ = try await git(server, in: "/", "ls-remote", address(repository))
    try await server.changePassword("second")
    await #expect(throws: ProcessError.self) {
      _ = try await git(server, in: "/", "ls-remote", address(repository, password: "first"))
    }
    _ = try await git(server, in: "/", "ls-remote", address(repository, password: "second"))
    #expect(server.requests().contains { $0.status == 401 })
  }

  @Test("Branches, tags and force pushes are seen by readers")
  func references() async throws {
    let server = try await GitHTTPServer.start(isPublic: true)
    let repository = try await server.createRepository("app")
    let first = try await repository.commit(files: ["a": "1"])
    try await repository.tag("v1.0.0")
    try await repository.tag("v1.1.0", message: "annotated")
    let feature = try await repository.commit(files: ["b": "1"], branch: "feature")
    let amended = try await repository.amend(files: ["a": "2"], branch: "main")
    try await repository.setBranch("older", to: first)
    let listing = try await git(server, in: "/", "ls-remote", repository.url)
    let lines = Set(listing.split(separator: "\n").map { $0.replacing("\t", with: " ") })
    #expect(lines.contains("\(amended) refs/heads/main"))
    #expect(lines.contains("\(feature) refs/heads/feature"))
    #expect(lines.contains("\(first) refs/heads/older"))
    #expect(lines.contains("\(first) refs/tags/v1.0.0"))
    #expect(lines.contains("\(first) refs/tags/v1.1.0^{}"))
    try await repository.delete(reference: "refs/heads/feature")
    #expect(!(try await git(server, in: "/", "ls-remote", repository.url)).contains("feature"))
  }

  @Test("A stopped server refuses connections and comes back with its repositories")
  func stopAndResume() async throws {
    let server = try await GitHTTPServer.start()
    let repository = try await server.createRepository("app")
    let commit = try await repository.commit(files: ["a": "a"])
    await server.stop()
    await #expect(throws: ProcessError.self) { _ = try await git(server, in: "/", "ls-remote", address(repository)) }
    try await server.resume()
    #expect(try await git(server, in: "/", "ls-remote", address(repository)).hasPrefix(commit))
    repository.remove()
    await #expect(throws: ProcessError.self) { _ = try await git(server, in: "/", "ls-remote", address(repository)) }
  }
}

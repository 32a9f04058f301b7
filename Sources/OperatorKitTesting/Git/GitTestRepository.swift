import Glibc

/// A repository on a ``GitHTTPServer``, changed with the `git` command in a work clone beside it.
///
/// Changes go straight to the repository's folder, so that the server's log holds only the requests of whoever is
/// tested.
public struct GitTestRepository: Sendable {
  /// The server it is on.
  public let server: GitHTTPServer
  /// Its name without `.git`.
  public let name: String
  /// The branch that ``commit(files:removing:message:branch:)`` goes to unless told otherwise.
  public let branch: String
  /// Where to clone from.
  public var url: String { "\(server.url)/\(name).git" }
  /// The folder of the bare repository.
  public var path: String { "\(server.files.repositories)/\(name).git" }
  /// The folder of the work clone, for tests that need more than the helpers here; see ``git(_:)``.
  public var workPath: String { "\(server.files.path)/work/\(name)" }

  static func create(_ name: String, branch: String, server: GitHTTPServer) async throws -> GitTestRepository {
    let repository = GitTestRepository(server: server, name: name, branch: branch)
    try await repository.git(
      in: server.files.path, "init", "--quiet", "--bare", "--initial-branch=\(branch)", repository.path)
    try await repository.git(
      in: server.files.path, "init", "--quiet", "--initial-branch=\(branch)", repository.workPath)
    try await repository.git("remote", "add", "origin", repository.path)
    return repository
  }

  /// Commits a change on top of a branch and pushes it; the branch is made if it is new.
  ///
  /// - Parameters:
  ///   - files: contents by path; missing folders are made.
  ///   - removing: paths of files or folders to remove.
  ///   - branch: the repository's main branch unless given.
  /// - Returns: the full hash of the commit.
  @discardableResult
  public func commit(
    files: [String: String] = [:], removing: [String] = [], message: String = "Change", branch: String? = nil
  ) async throws -> String {
    let branch = branch ?? self.branch
    try await checkOut(branch)
    if !removing.isEmpty { try await git(["rm", "-r", "--quiet", "--ignore-unmatch", "--"] + removing) }
    for (path, text) in files {
      try makeParents(of: path)
      try writeFile("\(workPath)/\(path)", text, mode: 0o644)
    }
    try await git("add", "--all")
    try await git("commit", "--quiet", "--allow-empty", "-m", message)
    return try await push(branch)
  }

  /// Replaces the tip of a branch by another commit with the same parent, as a force push after `--amend` does.
  @discardableResult
  public func amend(
    files: [String: String], message: String = "Amended", branch: String? = nil
  ) async throws -> String {
    let branch = branch ?? self.branch
    try await checkOut(branch)
    for (path, text) in files {
      try makeParents(of: path)
      try writeFile("\(workPath)/\(path)", text, mode: 0o644)
    }
    try await git("add", "--all")
    try await git("commit", "--quiet", "--amend", "-m", message)
    return try await push(branch)
  }

  /// Tags the tip of the main branch, or `commit`; an annotated tag if there is a message.
  public func tag(_ name: String, at commit: String? = nil, message: String? = nil) async throws {
    let annotation = message.map { ["-a", "-m", $0] } ?? []
    try await git(["tag", "--force"] + annotation + [name, commit ?? branch])
    try await git("push", "--quiet", "--force", "origin", "refs/tags/\(name)")
  }

  /// Makes a branch that points to a commit, or moves it there.
  public func setBranch(_ name: String, to commit: String) async throws {
    try await git("push", "--quiet", "--force", "origin", "\(commit):refs/heads/\(name)")
  }

  /// Removes a reference such as `refs/heads/main` on the server.
  public func delete(reference: String) async throws {
    try await git("push", "--quiet", "origin", "--delete", reference)
  }

  /// Removes the repository from the server.
  public func remove() { removeTree(path) }

  /// Runs `git` in the work clone and returns what it printed.
  @discardableResult
  public func git(_ arguments: String...) async throws -> String { try await git(arguments) }

  /// Runs `git` in the work clone and returns what it printed.
  @discardableResult
  public func git(_ arguments: [String]) async throws -> String { try await git(in: workPath, arguments) }

  @discardableResult
  private func git(in directory: String, _ arguments: String...) async throws -> String {
    try await git(in: directory, arguments)
  }

  private func git(in directory: String, _ arguments: [String]) async throws -> String {
    try await ChildProcess.run(
      ProcessConfiguration("git", arguments, environment: server.files.environment, directory: directory)
    ).text
  }

  private func checkOut(_ branch: String) async throws {
    let current = try await git("symbolic-ref", "--short", "HEAD")
    if current == branch { return }
    let exists = !(try await git("branch", "--list", branch)).isEmpty
    try await git(["checkout", "--quiet"] + (exists ? [] : ["-b"]) + [branch])
  }

  private func push(_ branch: String) async throws -> String {
    try await git("push", "--quiet", "--force", "origin", "HEAD:refs/heads/\(branch)")
    return try await git("rev-parse", "HEAD")
  }

  private func makeParents(of path: String) throws {
    var folder = workPath
    for part in path.split(separator: "/").dropLast() {
      folder += "/\(part)"
      try makeDirectory(folder, mode: 0o755)
    }
  }
}

import Archive
import Git
import Glibc
import HTTP
import Kustomize
import OperatorKit

/// Brings the files of one commit of a repository onto the disk.
struct RemoteRepositoryFetch: Sendable {
  let url: String
  /// Branch, tag or commit; empty for the default branch.
  let reference: String
  let http: HTTPClient
  let options: HTTPOptions
  /// Empty, and the caller's to remove.
  let directory: String
  let maximumBytes: UInt64

  func run() async throws -> DiskFileSystem {
    guard let address = RemoteURL(url), address.scheme == "https" || address.scheme == "http" else {
      throw KustomizeError("only https and http URLs of repositories are supported")
    }
    let remote = GitRemote(try HTTPTransport(url: address, options: options, client: http))
    let checkout = try await remote.fetch(try await resolve(remote), into: try make("pack"))
    let archive = "\(directory)/files.tar.gz"
    var treeLimits = TreeLimits()
    treeLimits.maxTotalBytes = maximumBytes
    _ = try await checkout.writeArtifact(
      to: archive, level: 1, spillingInto: "\(directory)/pack", treeLimits: treeLimits)
    let files = try make("files")
    let maximumBytes = maximumBytes
    try await onOwnThread { try RemoteRepositoryFetch.unpack(archive, into: files, maximumBytes) }
    return DiskFileSystem(root: files)
  }

  /// What `git fetch` would take the reference for: a commit, a full name, a tag, or a branch.
  private func resolve(_ remote: GitRemote) async throws -> ResolvedReference {
    if reference.isEmpty { return try await remote.resolve(.name("HEAD")) }
    if reference.hasPrefix("refs/") { return try await remote.resolve(.name(reference)) }
    if [40, 64].contains(reference.utf8.count), reference.allSatisfy(\.isHexDigit) {
      return try await remote.resolve(.commit(reference, branch: nil))
    }
    do { return try await remote.resolve(.tag(reference)) } catch {
      guard case GitError.referenceNotFound = error else { throw error }
      return try await remote.resolve(.branch(reference))
    }
  }

  private func make(_ name: String) throws -> String {
    let path = "\(directory)/\(name)"
    try Directories.recreate(path)
    return path
  }

  private static func unpack(_ archive: String, into directory: String, _ maximumBytes: UInt64) throws {
    let file = open(archive, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw ArchiveError.system(operation: "open", entry: archive, errno: errno) }
    defer { close(file) }
    var limits = ExtractionLimits()
    limits.maxTotalBytes = maximumBytes
    _ = try ArchiveExtractor(into: directory, limits: limits).extract(from: file)
  }
}

public import Archive
public import Digests
import Glibc

extension Checkout {
  /// Writes the commit's files as a `.tar.gz`, on a thread that may block, and syncs it to disk.
  ///
  /// - Parameters:
  ///   - path: Created, or emptied when it exists; mode 0600.
  ///   - directory: Where large objects may be put while they are in use.
  /// - Throws: ``TreeError``, ``ObjectError``, ``PackError``, `ArchiveError`, `CancellationError`.
  public func writeArtifact(
    to path: String, specIgnore: String? = nil, sparse: [String] = [], algorithm: DigestAlgorithm = .sha256,
    level: Int32 = 6, spillingInto directory: String, limits: PackLimits = PackLimits(),
    treeLimits: TreeLimits = TreeLimits()
  ) async throws -> (artifact: ArtifactWriter.Summary, content: TreeArchiver.Summary) {
    try await BlockingWorker().run {
      let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
      guard file >= 0 else { throw ArchiveError.system(operation: "create", entry: path, errno: errno) }
      defer { close(file) }
      var archiver = TreeArchiver()
      archiver.specIgnore = specIgnore
      archiver.sparse = sparse
      archiver.limits = treeLimits
      let store = try ObjectStore(pack, spillingInto: directory, limits: limits)
      let writer = try ArtifactWriter(fileDescriptor: file, algorithm: algorithm, level: level)
      let content = try archiver.write(commit.tree, of: store, to: writer)
      let artifact = try writer.finish()
      guard fsync(file) == 0 else { throw ArchiveError.system(operation: "sync", entry: path, errno: errno) }
      return (artifact, content)
    }
  }
}

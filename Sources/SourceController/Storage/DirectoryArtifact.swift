import Archive
import Digests
import Glibc

/// Archives a directory as an artifact; blocks on the disk.
enum DirectoryArtifact {
  /// Makes a synced `.tar.gz` of what the ignore rules leave. Throws `ArchiveError`, ``StorageError``.
  static func write(
    _ directory: String, to path: String, ignore: String?, _ algorithm: DigestAlgorithm
  ) throws -> StoredFile {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw StorageError(operation: .write, path: path, code: errno) }
    defer { close(file) }
    let writer = try ArtifactWriter(fileDescriptor: file, algorithm: algorithm)
    var archiver = DirectoryArchiver()
    archiver.specIgnore = ignore
    _ = try archiver.write(directory, to: writer)
    let summary = try writer.finish()
    guard fsync(file) == 0 else { throw StorageError(operation: .write, path: path, code: errno) }
    return StoredFile(digest: summary.digest, size: Int64(clamping: summary.size))
  }
}

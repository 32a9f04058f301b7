import Archive
import Digests
import GitOpsAPI
import Glibc
import OperatorKit
import Registry

/// Pulls one layer of an artifact and stores it, as it is or unpacked and archived anew.
struct OCIPullStep: Sendable {
  let services: SourceServices

  /// What unpacking and archiving may need beside the streams.
  private static let memoryEstimate = 4 << 20
  /// Larger layers are refused. Upstream has no limit here.
  private static let maximumLayerBytes: Int64 = 4 << 30
  private static let kind = OCIRepository.resourceType.kind

  /// Throws ``SourceFailure``.
  func pull(_ object: OCIRepository, _ revision: OCIRevision, _ repository: RegistryClient) async throws -> Artifact {
    let manifest: Manifest
    do {
      manifest = try await repository.manifest(revision.digest)
    } catch {
      throw try OCIFailure.failure(
        error, reason: SourceReason.ociArtifactPullFailed,
        doing: "failed to pull artifact from '\(object.spec.url)'")
    }
    let layer = try OCIPullStep.select(object.spec.layerSelector?.mediaType, of: manifest)
    let path = services.storage.path(kind: Self.kind, object.key, file: "\(revision.digest).tar.gz")
    let stored: StoredFile
    do {
      stored = try await services.work(on: object.key, kind: Self.kind, memory: Self.memoryEstimate) { directory in
        try await store(layer, of: object, repository, at: path, directory)
      }
    } catch {
      throw try OCIFailure.failure(
        error, reason: SourceReason.ociArtifactLayerOperationFailed,
        doing: "failed to extract layer contents from artifact")
    }
    return Artifact(
      digest: stored.digest.description, lastUpdateTime: Timestamp.now().truncatedToSeconds, path: path,
      revision: revision.description, url: services.storage.url(path), size: stored.size,
      metadata: manifest.annotations)
  }

  private static func select(_ mediaType: String?, of manifest: Manifest) throws -> Descriptor {
    guard let first = manifest.layers.first else { throw OCIFailure.layer("no layers found in artifact") }
    guard let mediaType else { return first }
    guard let layer = manifest.layers.first(where: { $0.mediaType == mediaType }) else {
      throw OCIFailure.layer("failed to find layer with media type '\(mediaType)' in artifact")
    }
    return layer
  }

  private func store(
    _ layer: Descriptor, of object: OCIRepository, _ repository: RegistryClient, at path: String, _ directory: String
  ) async throws -> StoredFile {
    if object.spec.layerSelector?.effectiveOperation == .copy {
      return try await services.storage.store(path) { temporary, algorithm in
        let sink = try await onOwnThread { try FileSink(temporary, algorithm) }
        try await repository.blob(layer, maximumBytes: Self.maximumLayerBytes) { block in
          try await onOwnThread { try sink.write(block) }
        }
        return try await onOwnThread { try sink.finish() }
      }
    }
    let content = "\(directory)/content"
    try await unpack(layer, repository, into: content)
    let ignore = object.spec.ignore
    return try await services.storage.store(path) { temporary, algorithm in
      try await onOwnThread { try DirectoryArtifact.write(content, to: temporary, ignore: ignore, algorithm) }
    }
  }

  /// The layer is unpacked while it arrives; when its digest turns out wrong, what was unpacked is thrown away with the
  /// work directory.
  private func unpack(_ layer: Descriptor, _ repository: RegistryClient, into directory: String) async throws {
    let unpacking = try await onOwnThread {
      guard mkdir(directory, 0o700) == 0 else {
        throw StorageError(operation: .directory, path: directory, code: errno)
      }
      return Unpacking(try ArchiveExtractor(into: directory))
    }
    try await repository.blob(layer, maximumBytes: Self.maximumLayerBytes) { block in
      try await onOwnThread { try unpacking.extractor.feed(block) }
    }
    _ = try await onOwnThread { try unpacking.extractor.finish() }
  }
}

/// An extractor that goes from thread to thread.
///
/// Unchecked: the extractor is used by one thread at a time, because each use is awaited before the next begins.
private final class Unpacking: @unchecked Sendable {
  let extractor: ArchiveExtractor
  init(_ extractor: ArchiveExtractor) { self.extractor = extractor }
}

import GitOpsAPI
import OperatorKit

/// Where a chart comes from, as it is now.
enum ChartOrigin: Sendable {
  case repository(HelmRepository)
  /// Another source's artifact: its revision, and the file in the storage.
  case artifact(revision: String, file: String)
}

/// Reads the source of a chart.
struct ChartOriginStep: Sendable {
  let client: KubernetesClient
  let storage: StorageStep

  /// Throws ``SourceFailure``: the source is not there, or has nothing yet.
  func look(_ object: HelmChart) async throws -> (origin: ChartOrigin, revision: String?) {
    let reference = object.spec.sourceRef
    guard HelmChart.SourceReference.kinds.contains(reference.kind), let type = reference.kind.resourceType else {
      throw SourceFailure(
        ConditionType.fetchFailed, reason: SourceReason.unsupportedSourceKind,
        "failed to get source: unsupported source kind '\(reference.kind.rawValue)', must be one of: "
          + "[\(HelmChart.SourceReference.kinds.map(\.rawValue).joined(separator: " "))]", remedy: .stall)
    }
    let key = ObjectKey(namespace: object.metadata.namespace ?? "", name: reference.name)
    guard let source = try await client.find(type, key) else {
      throw unavailable("\(type.plural).\(type.group) \"\(key.name)\" not found")
    }
    if reference.kind == .helmRepository {
      let repository: HelmRepository
      do { repository = try source.decode(HelmRepository.self) } catch { throw unavailable("it cannot be read") }
      if repository.spec.effectiveType == .oci { return (.repository(repository), repository.artifact?.revision) }
    }
    guard let artifact = try? source.artifact(), storage.storage.owns(artifact.path, kind: type.kind, key),
      await isStored(artifact)
    else {
      throw SourceFailure(
        ConditionType.fetchFailed, reason: SourceReason.noSourceArtifact,
        "no artifact available for \(reference.kind.rawValue) source '\(reference.name)'", remedy: .retryQuietly)
    }
    if reference.kind == .helmRepository, let repository = try? source.decode(HelmRepository.self) {
      return (.repository(repository), artifact.revision)
    }
    let file = storage.storage.absolute(artifact.path)
    return (.artifact(revision: artifact.revision, file: file), artifact.revision)
  }

  private func isStored(_ artifact: Artifact) async -> Bool {
    let verdict = try? await onOwnThread { [storage] in
      try storage.verifier.verify(storage.storage.absolute(artifact.path), digest: artifact.digest)
    }
    return verdict == .intact
  }

  private func unavailable(_ problem: String) -> SourceFailure {
    SourceFailure(
      ConditionType.fetchFailed, reason: SourceReason.sourceUnavailable, "failed to get source: \(problem)")
  }
}

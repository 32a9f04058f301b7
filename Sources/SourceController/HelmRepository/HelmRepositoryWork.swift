import GitOpsAPI
import HTTP
import OperatorKit

/// Brings the artifact of a HelmRepository to the index that the repository has now.
struct HelmRepositoryWork: SourceWork {
  let access: HelmAccess
  let indexing: HelmIndexStep
  private let storage: StorageStep

  static let linkName = "index.yaml"

  init(_ services: SourceServices, maximumIndexBytes: Int) {
    access = HelmAccess(secrets: SourceSecrets(client: services.client, redactor: services.redactor))
    indexing = HelmIndexStep(services: services, maximumBytes: maximumIndexBytes)
    storage = services.storage
  }

  /// Registries have no index: charts look the object up, and nobody works on it.
  func isStatic(_ object: HelmRepository) -> Bool { object.spec.effectiveType == .oci }

  func check(_ object: HelmRepository) throws {
    guard !object.spec.url.hasPrefix("oci://") else {
      throw HelmRepositoryFailure.invalidURL("'oci' URL scheme cannot be used with 'default' HelmRepository type")
    }
  }

  func perform(
    _ run: inout SourceRun<HelmRepository>, save: (inout SourceRun<HelmRepository>) async throws -> Void
  ) async throws -> SourceOutcome {
    let object = run.object
    let endpoint = try await access.endpoint(of: object)
    let outcome = try await indexing.fetch(object, endpoint, stored: run.artifact?.revision) { revision in
      run.noteOutdated("new index revision '\(revision)'")
      try await save(&run)
    }
    if case .stored(let artifact) = outcome {
      let link = await storage.link(
        artifact.path, as: Self.linkName, kind: HelmRepository.resourceType.kind, object.key)
      run.accept(artifact, linkedAt: link)
    }
    let size = run.artifact?.size.map { "size \(HumanSize.text($0))" } ?? "unknown size"
    let address = RemoteURL(object.spec.url)?.redacted ?? endpoint.url.redacted
    return SourceOutcome(
      condition: "stored artifact: revision '\(run.artifact?.revision ?? "")'",
      announcement: "stored fetched index of \(size) from '\(address)'")
  }
}

import ControllerSupport
import GitOpsAPI
import OperatorKit
import Registry

/// Brings the artifact of an OCIRepository to what its reference stands for.
struct OCIRepositoryWork: SourceWork {
  let access: OCIAccess
  let resolving: OCIReferenceStep
  let pulling: OCIPullStep

  init(_ services: SourceServices, tokens: RegistryTokenCache) {
    access = OCIAccess(
      client: services.client, http: services.http,
      secrets: SourceSecrets(client: services.client, redactor: services.redactor), tokens: tokens)
    resolving = OCIReferenceStep()
    pulling = OCIPullStep(services: services)
  }

  func check(_ object: OCIRepository) throws { try OCISupport.check(object) }

  func perform(
    _ run: inout SourceRun<OCIRepository>, save: (inout SourceRun<OCIRepository>) async throws -> Void
  ) async throws -> SourceOutcome {
    let object = run.object
    let repository = try await access.repository(for: object)
    let revision = try await within(object) { try await resolving.resolve(object, in: repository) }
    if !run.isStored(revision) {
      if run.artifact?.revision == "\(revision)" {
        run.noteOtherRules()
      } else {
        let reference = revision.tag.map { "\(repository.repository):\($0)" }
        run.noteOutdated(
          "new revision '\(revision)' for '\(reference ?? "\(repository.repository)@\(revision.digest)")'")
      }
      try await save(&run)
      let artifact = try await within(object) { try await pulling.pull(object, revision, repository) }
      let link = await pulling.services.storage.link(
        artifact.path, as: Self.linkName, kind: OCIRepository.resourceType.kind, object.key)
      run.accept(artifact, madeBy: object.spec, linkedAt: link)
    }
    return Self.outcome(object, run.artifact)
  }

  private func within<Result: Sendable>(
    _ object: OCIRepository, _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    do {
      return try await withDeadline(object.spec.effectiveTimeout.duration, body)
    } catch let error as DeadlineExceeded {
      throw try OCIFailure.failure(
        error, reason: SourceReason.ociArtifactPullFailed, doing: "failed to pull artifact from '\(object.spec.url)'")
    }
  }

  private static func outcome(_ object: OCIRepository, _ artifact: Artifact?) -> SourceOutcome {
    let revision = artifact?.revision ?? ""
    var announcement = "stored artifact with revision '\(revision)' from '\(object.spec.url)'"
    if let source = artifact?.metadata["org.opencontainers.image.source"], let origin = artifact?.originRevision {
      announcement += ", origin source '\(source)', origin revision '\(origin)'"
    }
    return SourceOutcome(condition: "stored artifact for digest '\(revision)'", announcement: announcement)
  }
}

extension SourceRun<OCIRepository> {
  /// Whether the artifact is of this revision and was made by the rules that the spec has now.
  func isStored(_ revision: OCIRevision) -> Bool {
    artifact?.revision == "\(revision)" && draft.status.observedIgnore == object.spec.ignore
      && draft.status.observedLayerSelector == object.spec.layerSelector
  }

  /// An artifact was stored by these rules.
  mutating func accept(_ artifact: Artifact, madeBy spec: OCIRepository.Spec, linkedAt link: String?) {
    accept(artifact, linkedAt: link)
    draft.status.observedIgnore = spec.ignore
    draft.status.observedLayerSelector = spec.layerSelector
  }
}

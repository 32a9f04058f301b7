package import ApplierSupport
import ControllerSupport
package import GitOpsAPI
package import OperatorKit

/// What is kept of a source: where its artifact is.
package struct SourceSummary: Sendable, Hashable {
  package let key: ObjectKey
  package let artifact: Artifact?

  package init(_ object: DynamicObject) throws {
    key = object.key
    artifact = try object.artifact()
  }
}

extension SourceID {
  init(_ kustomization: Kustomization) {
    self.init(kind: kustomization.spec.sourceRef.kind.rawValue, key: kustomization.sourceKey)
  }
}

/// Finds the artifact that a Kustomization is built from.
package struct SourceLookup: Sendable {
  let sources: WatchedSources<SourceSummary>
  let options: KustomizeOptions

  package init(_ sources: WatchedSources<SourceSummary>, options: KustomizeOptions) {
    self.sources = sources
    self.options = options
  }

  /// The artifact, or the failure that says why there is none.
  package func artifact(for kustomization: Kustomization) async throws -> Artifact {
    let source = SourceID(kustomization)
    try checkAccess(kustomization, source)
    guard let summary = try await summary(source) else {
      throw KustomizationFailure(
        Reason.artifactFailed, "\(source) not found; create it, or correct spec.sourceRef",
        remedy: .retryInterval)
    }
    guard let artifact = summary.artifact else {
      throw KustomizationFailure(
        Reason.artifactFailed,
        "Source artifact not found, retrying in \(GoDuration(options.common.requeueDependency))",
        remedy: .wait(options.common.requeueDependency), severity: nil)
    }
    return artifact
  }

  private func checkAccess(_ kustomization: Kustomization, _ source: SourceID) throws {
    if options.common.noCrossNamespaceReferences, source.key.namespace != kustomization.metadata.namespace {
      throw KustomizationFailure(
        Reason.accessDenied, "can't access '\(source)', cross-namespace references have been blocked",
        remedy: .stall)
    }
    if source.kind == SourceKind.externalArtifact.rawValue, !options.has(KustomizeOptions.Gate.externalArtifact) {
      throw KustomizationFailure(
        Reason.accessDenied, "can't access '\(source)', ExternalArtifact feature gate is disabled", remedy: .stall)
    }
  }

  private func summary(_ source: SourceID) async throws -> SourceSummary? {
    let known: Cached<SourceSummary>?
    do {
      known = try await sources.find(source)
    } catch let error as KubernetesError {
      throw KustomizationFailure(
        Reason.artifactFailed, "\(source) cannot be looked up: \(error.message)", remedy: .backoff)
    }
    switch known {
    case nil: return nil
    case .object(let summary): return summary
    case .unreadable(let object):
      throw KustomizationFailure(
        Reason.artifactFailed, "\(source) cannot be read: \(object.problem)", remedy: .retryInterval)
    }
  }
}

import ApplierSupport
import ControllerSupport
import GitOpsAPI
import JSON
import OperatorKit

extension SourceID {
  /// The source that a HelmRelease's chart comes from: the one it refers to, or the HelmChart that is made for it.
  init?(_ object: HelmRelease) {
    let own = object.metadata.namespace ?? ""
    if let reference = object.spec.chartRef {
      self.init(
        kind: reference.kind.rawValue, key: ObjectKey(namespace: reference.namespace ?? own, name: reference.name))
    } else if object.spec.chart != nil {
      self.init(kind: HelmChart.resourceType.kind, key: HelmChartTemplate.key(object))
    } else {
      return nil
    }
  }
}

/// What is kept of a source.
struct SourceSummary: Sendable, Hashable {
  let kind: String
  let key: ObjectKey
  let artifact: Artifact?
  let isReady: Bool
  /// Why the source cannot be used; `nil` when it can.
  let problem: String?

  init(_ object: DynamicObject) throws {
    kind = object.kind
    key = object.key
    artifact = try object.artifact()
    let conditions =
      try object.json[path: "status", "conditions"].map {
        try JSONDecoding.decode([Condition].self, from: $0)
      } ?? []
    isReady = conditions.isTrue(ConditionType.ready)
    problem = SourceSummary.problem(object, conditions, hasArtifact: artifact != nil)
  }

  /// H-10-07.
  private static func problem(_ object: DynamicObject, _ conditions: [Condition], hasArtifact: Bool) -> String? {
    let prefix = "\(object.kind) '\(object.key)' is not ready: "
    if object.kind != ExternalArtifact.resourceType.kind {
      if object.generation != object.json[path: "status", "observedGeneration"]?.int64Value {
        let ready = conditions.condition(ConditionType.ready)
        let said = ready?.status == .false ? ready?.message : nil
        return prefix + (said ?? "latest generation of object has not been reconciled")
      }
      if conditions.isTrue(ConditionType.stalled) {
        return prefix + (conditions.condition(ConditionType.stalled)?.message ?? "")
      }
    }
    return hasArtifact ? nil : prefix + "does not have an artifact"
  }
}

/// Finds the artifact that holds a HelmRelease's chart.
struct ChartSource: Sendable {
  let sources: WatchedSources<SourceSummary>
  let options: HelmOptions

  /// The source, which has an artifact, or the failure that says why it has none.
  func find(for object: HelmRelease) async throws -> SourceSummary {
    guard let source = SourceID(object) else { throw ChartSource.invalidReference }
    try checkAccess(object, source)
    guard let summary = try await summary(source) else {
      throw HelmFailure(
        Reason.artifactFailed, "could not get Source object: \(source) not found", severity: nil)
    }
    if let problem = summary.problem {
      throw HelmFailure(
        HelmReason.sourceNotReady, problem, remedy: .waitJittered(options.common.requeueDependency), severity: nil)
    }
    return summary
  }

  static let invalidReference = HelmFailure(
    "InvalidChartReference",
    "invalid Chart reference: exactly one of spec.chart and spec.chartRef must be set", remedy: .stall)

  /// Throws when a reference may not leave the namespace (H-31-09).
  func checkAccess(_ object: HelmRelease, _ source: SourceID) throws {
    if options.common.noCrossNamespaceReferences, source.key.namespace != object.metadata.namespace {
      throw HelmFailure(
        Reason.accessDenied,
        "cross-namespace references are not allowed: cannot access \(source.kind) \(source.key)", remedy: .stall)
    }
    if source.kind == SourceKind.externalArtifact.rawValue, !options.has(HelmOptions.Gate.externalArtifact) {
      throw HelmFailure(
        Reason.accessDenied, "can't access '\(source)', ExternalArtifact feature gate is disabled", remedy: .stall)
    }
  }

  private func summary(_ source: SourceID) async throws -> SourceSummary? {
    switch try await sources.find(source) {
    case nil: return nil
    case .object(let summary): return summary
    case .unreadable(let object):
      throw HelmFailure(
        Reason.artifactFailed, "could not get Source object: \(source) cannot be read: \(object.problem)",
        severity: nil)
    }
  }
}

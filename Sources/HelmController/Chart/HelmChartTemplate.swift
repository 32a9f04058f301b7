import ApplierSupport
import ControllerSupport
import GitOpsAPI
import JSON
import OperatorKit

/// Keeps the HelmChart that `spec.chart` asks for (H-11).
struct HelmChartTemplate: Sendable {
  let client: KubernetesClient
  let sources: ChartSource
  let events: HelmEvents

  /// H-11-01.
  static func key(_ object: HelmRelease) -> ObjectKey {
    let own = object.metadata.namespace ?? ""
    return ObjectKey(
      namespace: object.spec.chart?.spec.sourceRef.namespace ?? own, name: "\(own)-\(object.metadata.name)")
  }

  /// Creates or changes the HelmChart, and deletes one that is no longer wanted.
  func reconcile(_ draft: inout HelmDraft) async throws {
    let object = draft.object
    let wanted = object.spec.chart == nil ? nil : HelmChartTemplate.key(object)
    if let present = draft.status.helmChart, present != wanted.map({ "\($0)" }) { try await delete(&draft) }
    guard let wanted, object.spec.chartRef == nil else { return }
    try sources.checkAccess(object, SourceID(kind: HelmChart.resourceType.kind, key: wanted))
    do {
      try await apply(object, wanted)
    } catch let error as KubernetesError {
      let message = "failed to run server-side apply: \(error.message)"
      events.record(object, .trace, "HelmChartSyncErr", message)
      throw HelmFailure(Reason.artifactFailed, message, severity: nil)
    }
    draft.status.helmChart = "\(wanted)"
  }

  func delete(_ draft: inout HelmDraft) async throws {
    guard let present = draft.status.helmChart, let key = HelmChartTemplate.key(present) else { return }
    try sources.checkAccess(draft.object, SourceID(kind: HelmChart.resourceType.kind, key: key))
    do {
      try await client.delete(HelmChart.resourceType, key)
      events.record(draft.object, .trace, "HelmChartDeleted", "deleted HelmChart '\(key)'")
    } catch let error as KubernetesError where error.kind == .notFound {}
    draft.status.helmChart = nil
  }

  private static func key(_ text: String) -> ObjectKey? {
    guard let slash = text.firstIndex(of: "/") else { return nil }
    return ObjectKey(namespace: String(text[..<slash]), name: String(text[text.index(after: slash)...]))
  }

  private func apply(_ object: HelmRelease, _ key: ObjectKey) async throws {
    let live = try await client.find(HelmChart.resourceType, key)
    let wanted = HelmChartTemplate.chart(object, key)
    let options = WriteOptions(fieldManager: ReleaseWriter.fieldManager)
    if let live, HelmChartTemplate.covers(live.json, wanted.json) { return }
    let written = try await client.patch(
      HelmChart.resourceType, key, .apply(wanted.json, force: true), options: options)
    guard live?.resourceVersion != written.resourceVersion, let source = object.spec.chart?.spec.sourceRef else {
      return
    }
    let action = live == nil ? "Created" : "Configured"
    events.record(
      object, .trace, "HelmChart\(action)",
      "\(action) HelmChart/\(key) with SourceRef '\(source.kind.rawValue)/\(key.namespace)/\(source.name)'")
  }

  /// Whether an object has everything that is wanted of it; fields that are no longer wanted are few and end with an
  /// apply, so lists and mappings that we own are compared whole.
  private static func covers(_ live: JSONValue, _ wanted: JSONValue) -> Bool {
    let labels = wanted[path: "metadata", "labels"]?.objectValue ?? [:]
    let annotations = wanted[path: "metadata", "annotations"]?.objectValue ?? [:]
    return live["spec"].map(withoutDefaults) == wanted["spec"].map(withoutDefaults)
      && labels.allSatisfy { live[path: "metadata", "labels", $0.key] == $0.value }
      && annotations.allSatisfy { live[path: "metadata", "annotations", $0.key] == $0.value }
  }

  private static func withoutDefaults(_ spec: JSONValue) -> JSONValue {
    var spec = spec
    if spec["reconcileStrategy"]?.stringValue == "ChartVersion" { spec["reconcileStrategy"] = nil }
    if spec["version"]?.stringValue == "*" { spec["version"] = nil }
    if spec["ignoreMissingValuesFiles"]?.boolValue == false { spec["ignoreMissingValuesFiles"] = nil }
    return spec
  }

  /// H-02-01 to H-02-08, H-11-02.
  static func chart(_ object: HelmRelease, _ key: ObjectKey) -> DynamicObject {
    var chart = DynamicObject(HelmChart.resourceType, key)
    guard let template = object.spec.chart else { return chart }
    let from = template.spec
    var spec: JSONObject = ["chart": .string(from.chart)]
    spec["version"] = from.version.map { .string($0) }
    spec["sourceRef"] = ["kind": .string(from.sourceRef.kind.rawValue), "name": .string(from.sourceRef.name)]
    spec["interval"] = .string("\(from.interval ?? object.spec.interval)")
    spec["reconcileStrategy"] = from.reconcileStrategy.map { .string($0.rawValue) }
    if !from.valuesFiles.isEmpty { spec["valuesFiles"] = JSONValue(from.valuesFiles) }
    if from.ignoreMissingValuesFiles { spec["ignoreMissingValuesFiles"] = true }
    if let verify = from.verify {
      var fields: JSONObject = ["provider": .string(verify.provider.rawValue)]
      if let secret = verify.secretRef { fields["secretRef"] = ["name": .string(secret.name)] }
      spec["verify"] = .object(fields)
    }
    chart.json["spec"] = .object(spec)
    for (name, value) in template.metadata?.labels ?? [:] { chart.setLabel(name, value) }
    for (name, value) in template.metadata?.annotations ?? [:] { chart.setAnnotation(name, value) }
    OriginLabels.set(on: &chart, of: object)
    return chart
  }
}

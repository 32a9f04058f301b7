import ControllerSupport
import GitOpsAPI
import JSON
import OperatorKit

/// Brings back what others have changed or deleted (H-22-08, H-22-09).
struct DriftCorrection: Sendable {
  let context: ActionContext
  let drift: ReleaseDrift

  func run(_ draft: inout HelmDraft) async throws {
    guard let latest = draft.status.history.latest else { return }
    draft.set(ConditionType.ready, .unknown, reason: Reason.progressing, "correcting cluster drift")
    var corrected: [String] = []
    var problems: [String] = []
    let ordered = drift.entries.sorted { ApplyOrder.precedes($0.object.reference, $1.object.reference) }
    for entry in ordered {
      do {
        switch entry.change {
        case .excluded: continue
        case .create:
          _ = try await context.client.create(
            entry.object.type, entry.object.normalized, options: WriteOptions(fieldManager: ReleaseWriter.fieldManager))
          corrected.append("\(entry.object.reference.subject) created")
        case .update(let operations):
          try await context.client.patch(
            entry.object.type, entry.object.reference.key, .json(guarded(operations, entry.live)),
            options: WriteOptions(fieldManager: ReleaseWriter.fieldManager))
          corrected.append("\(entry.object.reference.subject) configured")
        }
      } catch let error as KubernetesError {
        problems.append("\(entry.object.reference.subject): \(DriftCorrection.masked(error, entry.object))")
      }
    }
    report(latest, corrected, problems)
    draft.summarize(context.options)
  }

  /// Holds only while nobody has written the object since it was looked at.
  private func guarded(_ operations: [JSONValue], _ live: DynamicObject?) -> [JSONValue] {
    guard let version = live?.resourceVersion else { return operations }
    return [["op": "test", "path": "/metadata/resourceVersion", "value": .string(version)]] + operations
  }

  /// What the server says of a Secret may hold its values.
  private static func masked(_ error: KubernetesError, _ object: ReleaseObject) -> String {
    object.type.kind == "Secret" && error.kind == .invalid ? "the Secret was refused as invalid" : error.message
  }

  private func report(_ latest: ReleaseSnapshot, _ corrected: [String], _ problems: [String]) {
    let summary = corrected.joined(separator: "\n")
    guard problems.isEmpty else {
      let message = ReleaseMessage.notCorrected(latest, problems.joined(separator: "\n"), corrected: summary)
      return context.events.record(context.object, .error, HelmReason.driftCorrectionFailed, message, latest)
    }
    guard !corrected.isEmpty else { return }
    context.events.record(
      context.object, .info, HelmReason.driftCorrected, ReleaseMessage.corrected(latest, summary), latest)
  }
}

extension ReleaseDrift {
  /// Who else writes the fields that differ, from the managed fields of the objects.
  var otherWriters: [String] {
    var names: Set<String> = []
    for entry in entries {
      guard case .update(let operations) = entry.change, let live = entry.live else { continue }
      for entry in live.json[path: "metadata", "managedFields"]?.arrayValue ?? [] {
        guard let manager = entry["manager"]?.stringValue, manager != ReleaseWriter.fieldManager,
          operations.contains(where: { ReleaseDrift.owns(entry["fieldsV1"], $0["path"]?.stringValue ?? "") })
        else { continue }
        names.insert("\(manager) (\(entry["operation"]?.stringValue ?? "Update"))")
      }
    }
    return names.sorted()
  }

  /// Whether a set of fields has the beginning of a path, as far as names lead.
  private static func owns(_ fields: JSONValue?, _ path: String) -> Bool {
    var node = fields
    for token in JSONPointer(path)?.tokens ?? [] {
      if Int(token) != nil { return node?.objectValue?.isEmpty == false }
      guard let next = node?["f:\(token)"] else { return false }
      node = next
    }
    return node != nil
  }
}

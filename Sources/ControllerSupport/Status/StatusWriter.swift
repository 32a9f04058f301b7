public import GitOpsAPI
import JSON
public import OperatorKit

/// Writes the status of objects of a kind: one patch a call, and only of what differs.
///
/// Guarantees: conditions of types that are not ``ownedConditions`` stay as others have written them, also when they
/// were written during the run; owned ones are as drafted.
public struct StatusWriter<Object: GitOpsObject>: Sendable where Object.Status: ReconciledStatus {
  /// Who is noted as the owner of the fields, for example `source-controller`.
  public let fieldManager: String
  /// The types of conditions that the controller alone writes.
  public let ownedConditions: Set<String>
  private let client: KubernetesClient
  private let noteWritten: @Sendable (DynamicObject) -> Void

  /// How often in a row others may be quicker, before the run is tried again as a whole.
  private static var attempts: Int { 5 }

  public init(
    client: KubernetesClient, informer: Informer<Object>, fieldManager: String, owning conditions: Set<String>
  ) {
    self.init(
      client: client, fieldManager: fieldManager, owning: conditions, noteWritten: { informer.noteWritten($0) })
  }

  /// For kinds of which the informer keeps only a part.
  ///
  /// - Parameter noteWritten: Is told of each state that was written.
  public init(
    client: KubernetesClient, fieldManager: String, owning conditions: Set<String>,
    noteWritten: @escaping @Sendable (DynamicObject) -> Void
  ) {
    self.client = client
    self.noteWritten = noteWritten
    self.fieldManager = fieldManager
    ownedConditions = conditions
  }

  /// Patches the status subresource with what differs, if anything; returns whether it did. An object that is gone
  /// needs nothing. Throws ``KubernetesError``.
  @discardableResult
  public func write(_ draft: inout StatusDraft<Object>) async throws -> Bool {
    for attempt in 1... {
      guard let patch = try draft.patch() else { return false }
      var body: JSONValue = ["status": patch]
      if let version = draft.resourceVersion { body["metadata"] = ["resourceVersion": .string(version)] }
      do {
        let written = try await client.patch(
          Object.resourceType, draft.object.key, .merge(body), subresource: "status",
          options: WriteOptions(fieldManager: fieldManager))
        noteWritten(written)
        draft.markStored(resourceVersion: written.resourceVersion)
        return true
      } catch let error as KubernetesError where error.kind == .notFound {
        return false
      } catch let error as KubernetesError where error.kind == .conflict && attempt < Self.attempts {
        guard try await rebase(&draft) else { return false }
      }
    }
    return false
  }

  /// Drafts anew on what is there now; `false` when the object is gone, or is another one of the same name.
  private func rebase(_ draft: inout StatusDraft<Object>) async throws -> Bool {
    guard let live = try await client.find(Object.resourceType, draft.object.key),
      live.uid == draft.object.metadata.uid
    else { return false }
    let status: Object.Status = try live.json["status"].map { try JSONDecoding.decode(from: $0) } ?? .init()
    draft.rebase(onto: status, resourceVersion: live.resourceVersion, owning: ownedConditions)
    return true
  }
}

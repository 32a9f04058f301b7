import JSON

/// Looks whether deleted objects are gone. Never waits: whoever has to wait asks again later, and holds nothing
/// meanwhile.
public struct Termination: Sendable {
  public let client: KubernetesClient
  public let concurrency: Int

  public init(client: KubernetesClient, concurrency: Int = 4) {
    self.client = client
    self.concurrency = concurrency
  }

  /// An object that still exists.
  public struct Remainder: Sendable, Hashable {
    public let reference: ObjectReference
    /// Who has to let it go first.
    public let finalizers: [String]
    public let isBeingDeleted: Bool
  }

  /// Which of the objects still exist; one metadata read for each.
  ///
  /// - Throws: ``KubernetesError``, `CancellationError`.
  public func remaining(of references: [ObjectReference]) async throws -> [Remainder] {
    try await mapConcurrently(references, limit: concurrency) { reference -> Remainder? in
      guard let type = try await client.servedType(for: reference),
        let live = try await client.find(type, reference.scoped(to: type).key, as: .metadata)
      else { return nil }
      let finalizers = live.json[path: "metadata", "finalizers"]?.arrayValue ?? []
      return Remainder(
        reference: reference, finalizers: finalizers.compactMap(\.stringValue), isBeingDeleted: live.isBeingDeleted)
    }.compactMap(\.self)
  }
}

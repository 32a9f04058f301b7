public import JSON

/// Where events are kept.
public protocol EventSink: Sendable {
  func create(_ event: DynamicObject) async throws
  /// Changes some members of an event that was created before.
  func update(_ key: ObjectKey, _ mergePatch: JSONValue) async throws
}

/// Keeps events in an API server.
public struct KubernetesEventSink: EventSink {
  private let client: KubernetesClient

  public init(_ client: KubernetesClient) { self.client = client }

  public func create(_ event: DynamicObject) async throws { _ = try await client.create(.event, event) }

  public func update(_ key: ObjectKey, _ mergePatch: JSONValue) async throws {
    try await client.patch(.event, key, .merge(mergePatch))
  }
}

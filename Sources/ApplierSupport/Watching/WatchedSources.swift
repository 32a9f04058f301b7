public import OperatorKit

/// The kinds that artifacts come from. Of each object only a summary is kept.
public struct WatchedSources<Summary: Sendable>: Sendable {
  /// By kind.
  public let informers: [String: Informer<Summary>]
  private let client: KubernetesClient
  private let fetchesDirectly: Bool
  private let summarize: @Sendable (DynamicObject) throws -> Summary

  /// - Parameters:
  ///   - namespace: the only one to watch; `nil` for all.
  ///   - fetchesDirectly: whether each source is read from the API server when it is needed.
  public init(
    _ types: [ResourceType], client: KubernetesClient, namespace: String?, fetchesDirectly: Bool = false,
    summarize: @escaping @Sendable (DynamicObject) throws -> Summary
  ) {
    self.client = client
    self.fetchesDirectly = fetchesDirectly
    self.summarize = summarize
    informers = Dictionary(
      types.map { type in
        (type.kind, Informer(type, client: client, scope: .init(namespace: namespace), transform: summarize))
      }, uniquingKeysWith: { first, _ in first })
  }

  /// What is known of a source, without asking the API server.
  public subscript(source: SourceID) -> Summary? { informers[source.kind]?.store[source.key]?.object }

  /// A source as it is known, or else as the API server has it: what is watched may be behind, or leave out those of
  /// another shard. `nil` when there is none, or none of its kind is watched.
  public func find(_ source: SourceID) async throws -> Cached<Summary>? {
    guard let informer = informers[source.kind] else { return nil }
    if !fetchesDirectly, let known = informer.store[source.key] { return known }
    return try await client.find(informer.type, source.key).map { .object(try summarize($0)) }
  }
}

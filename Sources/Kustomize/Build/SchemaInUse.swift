import Synchronization

/// The schema that patches of one build follow. It is the same for all its directories.
final class SchemaInUse: Sendable {
  private let state = Mutex<MergeSchema?>(nil)

  /// Whether a kustomization has named a schema.
  var isAdopted: Bool { state.withLock { $0 != nil } }

  var current: MergeSchema { state.withLock { $0 } ?? .builtin }

  func adopt(_ schema: MergeSchema) { state.withLock { $0 = schema } }
}

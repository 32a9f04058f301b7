import JSON
import Kustomize
import OperatorKit

/// Creates and changes the objects of a release.
struct ReleaseWriter: Sendable {
  /// Who owns the fields, as upstream's (H-18-04).
  static let fieldManager = "helm-controller"

  enum Method: Hashable, Sendable {
    /// Server-side apply. Fields of others are taken.
    case serverSide
    /// What differs between the former manifest, the new one and the object is patched.
    case clientSide
    /// The object is replaced whole.
    case replace
  }

  let client: KubernetesClient
  let method: Method
  /// Give the fields that were written without server-side apply to the applier, so that it can remove them.
  var takesOverFields = false
  var refusesUnknownFields = true

  private var options: WriteOptions {
    WriteOptions(fieldManager: ReleaseWriter.fieldManager, refusesUnknownFields: refusesUnknownFields)
  }

  /// Creates an object that is not there. One that has appeared meanwhile is an error unless it is applied.
  func create(_ target: ReleaseObject) async throws {
    try await retryingOnce {
      if method == .serverSide {
        try await client.patch(
          target.type, target.reference.key, .apply(target.normalized.json, force: true), options: options)
      } else {
        _ = try await client.create(target.type, target.object, options: options)
      }
    }
  }

  /// Makes an object that is there as wanted.
  ///
  /// - Parameter original: As the former revision had it; `nil` when it had none.
  func update(_ target: ReleaseObject, original: DynamicObject?, live: DynamicObject) async throws {
    try await retryingOnce {
      switch method {
      case .serverSide:
        if takesOverFields { try await takeOver(target, live) }
        try await client.patch(
          target.type, target.reference.key, .apply(target.normalized.json, force: true), options: options)
      case .clientSide:
        guard let patch = ThreeWayPatch.make(target.object, original: original ?? live, live: live) else { return }
        try await client.patch(target.type, target.reference.key, patch, options: options)
      case .replace:
        var object = target.object
        object.json[path: "metadata", "resourceVersion"] = live.resourceVersion.map { .string($0) }
        _ = try await client.replace(target.type, object, options: options)
      }
    }
  }

  private func takeOver(_ target: ReleaseObject, _ live: DynamicObject) async throws {
    let managers: [ManagedFields.Manager] = [.init(prefix: "helm", operation: .update)]
    guard let taken = ManagedFields(live).takenOver(from: managers, by: ReleaseWriter.fieldManager) else { return }
    try await client.patch(
      target.type, target.reference.key, .json(taken.patch(for: live)),
      options: WriteOptions(fieldManager: ReleaseWriter.fieldManager))
  }

  /// A change of leader in the API server's storage is over in a moment (H-18-11).
  private func retryingOnce(_ work: () async throws -> Void) async throws {
    do {
      try await work()
    } catch let error as KubernetesError
      where error.code >= 500 && ReleaseWriter.passing.contains(where: { error.message.contains($0) })
    {
      try await work()
    }
  }

  private static let passing = ["etcdserver: leader changed", "raft proposal dropped"]
}

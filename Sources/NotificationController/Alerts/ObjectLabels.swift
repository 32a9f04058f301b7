import GitOpsAPI
import OperatorKit

/// Reads the labels that an event's object has now.
struct ObjectLabels: Sendable {
  let client: KubernetesClient

  private static let patience = Duration.seconds(15)

  /// Throws when the object cannot be read in time.
  func read(_ object: EventObject) async throws -> [String: String] {
    let version = GroupVersion(apiVersion: object.apiVersion ?? "")
    let kind = object.kind ?? ""
    let type = ResourceType(
      group: version.group, version: version.version, kind: kind, plural: ObjectLabels.plural(kind))
    let key = ObjectKey(namespace: object.namespace ?? "", name: object.name ?? "")
    return try await withDeadline(ObjectLabels.patience) { try await client.get(type, key, as: .metadata).labels }
  }

  /// `GitRepository` is found under `gitrepositories`, `ImagePolicy` under `imagepolicies`.
  static func plural(_ kind: String) -> String {
    let word = kind.lowercased()
    return word.hasSuffix("y") ? "\(word.dropLast())ies" : "\(word)s"
  }
}

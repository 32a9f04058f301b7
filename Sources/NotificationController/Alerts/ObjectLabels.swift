import ControllerSupport
import GitOpsAPI
import OperatorKit
import Synchronization

/// Reads the labels that an event's object has now.
///
/// What was read is good for two seconds, for events that speak of that state of the object or an older one: a burst
/// about one object costs the API server one request, and so do ten Alerts that want to know. That an object cannot be
/// read is remembered too. An event that does not say which state it speaks of is no burst, and is always read for.
final class ObjectLabels: Sendable {
  /// An object as far as it matters here.
  struct State: Sendable {
    var labels: [String: String]
    var resourceVersion: String?
  }

  typealias Read = @Sendable (ResourceType, ObjectKey) async throws -> State

  private struct Subject: Hashable {
    let apiVersion, kind: String
    let key: ObjectKey
  }

  private struct Known {
    let labels: Result<[String: String], Unreadable>
    /// The newest state that it is good for.
    let version: UInt64
    let until: ContinuousClock.Instant
  }

  /// Why an object could not be read.
  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  private static let patience = Duration.seconds(15)
  private static let capacity = 256
  /// Nothing bounds how many labels an object has.
  private static let largest = 4 * 1024

  private let read: Read
  private let lifetime: Duration
  private let known = Mutex(RecentlyUsed<Subject, Known>(capacity: ObjectLabels.capacity))

  init(lifetime: Duration = .seconds(2), read: @escaping Read) {
    self.lifetime = lifetime
    self.read = read
  }

  convenience init(client: KubernetesClient) {
    self.init { type, key in
      let object = try await withDeadline(ObjectLabels.patience) { try await client.get(type, key, as: .metadata) }
      return State(labels: object.labels, resourceVersion: object.resourceVersion)
    }
  }

  /// Throws ``Unreadable``, or `CancellationError`.
  func read(_ object: EventObject) async throws -> [String: String] {
    let subject = Subject(
      apiVersion: object.apiVersion ?? "", kind: object.kind ?? "",
      key: ObjectKey(namespace: object.namespace ?? "", name: object.name ?? ""))
    let version = object.resourceVersion.flatMap { UInt64($0) }
    if let version, let entry = known.withLock({ $0[subject] }), entry.version >= version, entry.until > .now {
      return try entry.labels.get()
    }
    let fresh = try await fresh(subject, version)
    known.withLock { $0[subject] = ObjectLabels.isSmall(fresh.labels) ? fresh : nil }
    return try fresh.labels.get()
  }

  private func fresh(_ subject: Subject, _ version: UInt64?) async throws -> Known {
    let group = GroupVersion(apiVersion: subject.apiVersion)
    let type = ResourceType(
      group: group.group, version: group.version, kind: subject.kind, plural: ObjectLabels.plural(subject.kind))
    do {
      let state = try await read(type, subject.key)
      return Known(
        labels: .success(state.labels), version: state.resourceVersion.flatMap { UInt64($0) } ?? 0,
        until: .now + lifetime)
    } catch let error where !(error is CancellationError) {
      let failure = Unreadable(description: "\(error)".truncated(toBytes: 1024))
      return Known(labels: .failure(failure), version: version ?? 0, until: .now + lifetime)
    }
  }

  private static func isSmall(_ labels: Result<[String: String], Unreadable>) -> Bool {
    guard case .success(let labels) = labels else { return true }
    return labels.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } <= largest
  }

  /// `GitRepository` is found under `gitrepositories`, `ImagePolicy` under `imagepolicies`.
  static func plural(_ kind: String) -> String {
    let word = kind.lowercased()
    return word.hasSuffix("y") ? "\(word.dropLast())ies" : "\(word)s"
  }
}

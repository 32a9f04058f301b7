import ControllerSupport
import GitOpsAPI
import OperatorKit
import Synchronization

/// Reads the Receiver that a call is for, and its Secret.
///
/// Both are kept for two seconds, or until the watch has a newer version of the Receiver: whoever calls a hundred times
/// a second costs the API server two requests, not two hundred. Large ones are not kept.
final class ReceiverLoader: Sendable {
  /// A Receiver as it is now, and how its callers are known.
  struct Loaded: Sendable {
    let receiver: Receiver
    let secret: ReceiverSecret?
  }

  private struct Known {
    let version: String
    let loaded: Loaded
    let until: ContinuousClock.Instant
  }

  private static let capacity = 32
  private static let largest = 16 * 1024
  private static let lifetime = Duration.seconds(2)

  private let client: KubernetesClient
  private let known = Mutex(RecentlyUsed<ObjectKey, Known>(capacity: ReceiverLoader.capacity))

  init(client: KubernetesClient) { self.client = client }

  /// - Parameter version: The newest that the watch has seen.
  /// - Throws: `KubernetesError`, `DecodingError`.
  /// - Returns: `nil` when the Receiver is gone. Without a Secret to be read there is none in it.
  func load(_ key: ObjectKey, version: String?) async throws -> Loaded? {
    let found = known.withLock { $0[key] }
    if let found, found.version == version, found.until > .now { return found.loaded }
    guard let object = try await client.find(Receiver.resourceType, key) else { return nil }
    let receiver = try object.decode(Receiver.self)
    let loaded = Loaded(receiver: receiver, secret: try await secret(receiver))
    if let version = object.resourceVersion, isSmall(object, loaded.secret) {
      let entry = Known(version: version, loaded: loaded, until: .now + ReceiverLoader.lifetime)
      known.withLock { $0[key] = entry }
    }
    return loaded
  }

  private func secret(_ receiver: Receiver) async throws -> ReceiverSecret? {
    guard let key = receiver.secretKey else { return nil }
    do {
      return try ReceiverSecret(try await SecretData.read(key, from: client))
    } catch is SecretError {
      return nil
    } catch is ReceiverSecretError {
      return nil
    } catch let error as KubernetesError where error.kind == .forbidden {
      return nil
    }
  }

  private func isSmall(_ object: DynamicObject, _ secret: ReceiverSecret?) -> Bool {
    object.json.serialized().count + (secret?.token.count ?? 0) <= ReceiverLoader.largest
  }
}

public import OperatorKit
import Synchronization

/// Secrets as they were read a moment ago, so that a thousand objects with the same credentials do not read them a
/// thousand times a minute.
///
/// Nothing is kept for long: an object that somebody has touched, or that has failed, is to ask for a fresh one.
public final class RecentSecrets: Sendable {
  private struct Entry {
    let secret: SecretData
    let goodUntil: ContinuousClock.Instant
  }

  private let lifetime: Duration
  private let largest: Int
  private let entries: Mutex<RecentlyUsed<ObjectKey, Entry>>

  /// - Parameter largest: Secrets of more bytes are not remembered.
  public init(lifetime: Duration = .seconds(30), capacity: Int = 64, largest: Int = .max) {
    self.lifetime = lifetime
    self.largest = largest
    entries = Mutex(RecentlyUsed(capacity: capacity))
  }

  /// Reads a Secret; throws ``SecretError/notFound(_:)`` or `KubernetesError`.
  ///
  /// - Parameter fresh: Whether it must be as it is now.
  public func read(_ key: ObjectKey, from client: KubernetesClient, fresh: Bool) async throws -> SecretData {
    if !fresh, let known = entries.withLock({ $0[key] }), known.goodUntil > .now { return known.secret }
    do {
      let secret = try await SecretData.read(key, from: client)
      let entry = Entry(secret: secret, goodUntil: .now + lifetime)
      entries.withLock { $0[key] = secret.byteCount <= largest ? entry : nil }
      return secret
    } catch {
      entries.withLock { $0[key] = nil }
      throw error
    }
  }

  /// What is known of a Secret is old.
  public func forget(_ key: ObjectKey) { entries.withLock { $0[key] = nil } }

  /// Reads a Secret anew and says whether it differs from what was last read.
  public func hasChanged(_ key: ObjectKey, from client: KubernetesClient) async -> Bool {
    let before = entries.withLock { $0[key]?.secret }
    let now = try? await read(key, from: client, fresh: true)
    return now != before
  }
}

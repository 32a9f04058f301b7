import Glibc
import Synchronization

/// Remembers, for each applied object, what it takes to prove that nothing has to be done about it.
///
/// ## Expected Flow
/// One cache per process. Each pass of an owner hands it to ``Applier/apply(_:cache:)`` under a key that names the
/// owner and, where there are several, the cluster.
///
/// ## The proof
/// After an object was applied, or a dry run found nothing to do, two things are noted: the fingerprint of what was
/// sent together with the options that give it its meaning, and evidence of the live object's state: uid, resource
/// version, generation, fingerprint of labels and annotations. On the next pass the live object's metadata is read.
/// Nothing has to be done when the same would be sent again, the uid is the same, and
/// - the resource version is the same: not a byte of the object has changed; or
/// - the kind's generation counts every change outside `metadata` and `status`, it is the same, and so are labels and
///   annotations: what ``Drift`` compares has not changed. See ``GenerationRule`` for the kinds.
///
/// ConfigMaps, Secrets, ServiceAccounts, Services, Roles and other kinds without a generation are proven by resource
/// version alone; the first status or metadata write of somebody else costs one dry run.
///
/// ## Guarantees
/// - Nothing is taken as unchanged without a read of its metadata in the same pass.
/// - 96 bytes an object in a hash table; at most `capacity` objects, of which those of the owners seen longest ago go first.
/// - What is forgotten costs one dry run.
///
/// ## Assumptions
/// - Applying the same object twice to the same state gives the same state, as server-side apply promises.
///
/// ## Caveats
/// - What decides about an apply besides the object and its live state (admission webhooks, defaults in a changed
///   definition) is not seen. A proof is therefore good for `lifetime` only; then a dry run is due, spread over a tenth
///   of that time.
public final class ApplyCache: Sendable {
  /// What is known of one object.
  struct Record: Sendable, Hashable {
    let desired: Fingerprint
    var evidence: Evidence
    /// Seconds of the monotonic clock at which a dry run or an apply has last confirmed it.
    let confirmed: Int64
  }

  private struct Table {
    var records: [Fingerprint: Record]
    var lastUse: UInt64
  }

  private struct State {
    var tables: [String: Table] = [:]
    var definedKinds: Set<String> = []
    var uses: UInt64 = 0
    var count = 0
  }

  private let state = Mutex(State())
  private let capacity: Int
  private let lifetime: Int64
  private let clock: @Sendable () -> Int64

  /// - Parameters:
  ///   - capacity: How many objects are remembered in all.
  ///   - lifetime: How long a proof is good without a dry run.
  public convenience init(capacity: Int = 50_000, lifetime: Duration = .seconds(3600)) {
    self.init(capacity: capacity, lifetime: lifetime, clock: ApplyCache.monotonicSeconds)
  }

  package init(capacity: Int, lifetime: Duration, clock: @escaping @Sendable () -> Int64) {
    self.capacity = capacity
    self.lifetime = lifetime.components.seconds
    self.clock = clock
  }

  /// The part of the cache that belongs to one owner.
  ///
  /// - Parameter owner: Names the owner, and the cluster where there are several.
  public func scope(_ owner: String) -> Scope { Scope(cache: self, owner: owner) }

  /// One owner's part of a cache.
  public struct Scope: Sendable {
    let cache: ApplyCache
    let owner: String
  }

  /// How many objects are remembered.
  public var count: Int { state.withLock { $0.count } }

  /// Forgets an owner, because it is gone or its objects are to be looked at again.
  public func forget(_ owner: String) {
    state.withLock { state in
      if let table = state.tables.removeValue(forKey: owner) { state.count -= table.records.count }
    }
  }

  var now: Int64 { clock() }

  /// What is known of an owner's objects and has not become too old.
  func records(of owner: String) -> [Fingerprint: Record] {
    state.withLock { state in
      state.uses += 1
      state.tables[owner]?.lastUse = state.uses
      return state.tables[owner]?.records ?? [:]
    }
  }

  /// Whether a record still proves anything: the due times of records lie apart by up to a tenth of the lifetime.
  func isFresh(_ record: Record) -> Bool {
    let spread = Int64(UInt64(bitPattern: Int64(record.desired.hashValue)) % UInt64(max(lifetime / 10, 1)))
    return now - record.confirmed < lifetime - spread
  }

  /// Replaces what is known of an owner's objects.
  func replace(_ owner: String, _ records: [Fingerprint: Record]) {
    state.withLock { state in
      state.uses += 1
      state.count += records.count - (state.tables[owner]?.records.count ?? 0)
      state.tables[owner] = Table(records: records, lastUse: state.uses)
      while state.count > capacity, let oldest = state.tables.min(by: { $0.value.lastUse < $1.value.lastUse }) {
        state.tables[oldest.key] = nil
        state.count -= oldest.value.records.count
      }
    }
  }

  /// Whether a kind of some server is known to be defined by a custom resource definition.
  func isDefined(_ kind: GroupKind, on server: String) -> Bool {
    state.withLock { $0.definedKinds.contains("\(server) \(kind)") }
  }

  func noteDefined(_ kind: GroupKind, on server: String) {
    state.withLock { state in
      if state.definedKinds.count > 2000 { state.definedKinds.removeAll() }
      state.definedKinds.insert("\(server) \(kind)")
    }
  }

  private static func monotonicSeconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec)
  }
}

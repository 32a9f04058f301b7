import Synchronization

/// A change of one object in a store: created without `old`, deleted without `new`.
public struct StoreChange<Value: Sendable>: Sendable {
  public let key: ObjectKey
  public let old: Value?
  public let new: Value?
  /// The object was already there when watching began, or was seen again by a new list.
  public let isFromList: Bool
}

/// What a watcher knows of a kind: the newest state of each object, and indexes over it.
///
/// Guarantees: a reader sees each object whole, never half an update. Indexes agree with the objects at any time. A
/// relist changes the objects in place, page by page; nothing is held twice. What we have written ourselves is seen at
/// once, and a late event about an older state does not undo it.
///
/// Caveats: the store lags behind the API server. Read from the server what must not be old.
public final class ObjectStore<Value: Sendable>: Sendable {
  /// Gives the values under which an object is to be found in an index.
  public typealias Indexer = @Sendable (Value) -> [String]

  private struct Entry {
    var value: Value
    /// Which list has seen the object last; objects that the newest list has not seen are gone.
    var mark: UInt64
    /// The resource version as a number, by which states of one object are ordered.
    var version: UInt64?
  }

  private struct State {
    var entries: [ObjectKey: Entry] = [:]
    var indexes: [String: [String: Set<ObjectKey>]] = [:]
    var mark: UInt64 = 0
  }

  private let indexers: [String: Indexer]
  private let state = Mutex(State())

  public init(indexers: [String: Indexer] = [:]) { self.indexers = indexers }

  public subscript(key: ObjectKey) -> Value? { state.withLock { $0.entries[key]?.value } }

  public var count: Int { state.withLock { $0.entries.count } }
  public var keys: [ObjectKey] { state.withLock { Array($0.entries.keys) } }

  /// The keys of the objects that an index has under a value.
  public func keys(index: String, value: String) -> Set<ObjectKey> {
    state.withLock { $0.indexes[index]?[value] ?? [] }
  }

  /// Calls `body` for each object, outside of the lock.
  public func forEach(_ body: (ObjectKey, Value) throws -> Void) rethrows {
    for (key, entry) in state.withLock({ $0.entries }) { try body(key, entry.value) }
  }

  // MARK: Writing, for the reflector

  func beginList() { state.withLock { $0.mark &+= 1 } }

  /// Puts a state in the store; `nil` when it is older than the one that is there. A list is believed in any case: it
  /// may come from a server that was restored from a backup.
  func apply(_ key: ObjectKey, _ value: Value, resourceVersion: String?, isFromList: Bool) -> StoreChange<Value>? {
    let version = resourceVersion.flatMap { UInt64($0) }
    return state.withLock { state in
      if !isFromList, let version, let known = state.entries[key]?.version, version < known { return nil }
      let entry = Entry(value: value, mark: state.mark, version: version)
      let old = state.entries.updateValue(entry, forKey: key)?.value
      reindex(&state, key, old: old, new: value)
      return StoreChange(key: key, old: old, new: value, isFromList: isFromList)
    }
  }

  /// Notes a state that we have written. It only replaces a known object: whether there is one, the server says.
  func noteWritten(_ key: ObjectKey, _ value: Value, resourceVersion: String?) -> StoreChange<Value>? {
    let version = resourceVersion.flatMap { UInt64($0) }
    return state.withLock { state in
      guard let known = state.entries[key], let version, known.version ?? 0 < version else { return nil }
      state.entries[key] = Entry(value: value, mark: known.mark, version: version)
      reindex(&state, key, old: known.value, new: value)
      return StoreChange(key: key, old: known.value, new: value, isFromList: false)
    }
  }

  func delete(_ key: ObjectKey) -> StoreChange<Value>? {
    state.withLock { state in
      guard let old = state.entries.removeValue(forKey: key)?.value else { return nil }
      reindex(&state, key, old: old, new: nil)
      return StoreChange(key: key, old: old, new: nil, isFromList: false)
    }
  }

  /// Removes what the list that has just ended has not seen.
  func endList() -> [StoreChange<Value>] {
    let gone = state.withLock { state in
      let mark = state.mark
      return state.entries.filter { $0.value.mark != mark }.map(\.key)
    }
    return gone.compactMap(delete)
  }

  private func reindex(_ state: inout State, _ key: ObjectKey, old: Value?, new: Value?) {
    for (name, indexer) in indexers {
      let before = old.map(indexer) ?? []
      let after = new.map(indexer) ?? []
      if before == after { continue }
      for value in before {
        state.indexes[name]?[value]?.remove(key)
        if state.indexes[name]?[value]?.isEmpty ?? false { state.indexes[name]?[value] = nil }
      }
      for value in after { state.indexes[name, default: [:]][value, default: []].insert(key) }
    }
  }
}

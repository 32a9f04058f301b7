/// A dictionary that forgets what has not been used for longest when it is full.
package struct RecentlyUsed<Key: Hashable, Value> {
  package let capacity: Int
  private var entries: [Key: (value: Value, used: UInt64)] = [:]
  private var clock: UInt64 = 0

  package init(capacity: Int) { self.capacity = max(1, capacity) }

  package var count: Int { entries.count }

  package subscript(key: Key) -> Value? {
    mutating get {
      clock &+= 1
      entries[key]?.used = clock
      return entries[key]?.value
    }
    set {
      clock &+= 1
      entries[key] = newValue.map { ($0, clock) }
      if entries.count > capacity { forgetOldest() }
    }
  }

  /// Forgets an eighth at a time, so that the search for the oldest is rare.
  private mutating func forgetOldest() {
    let ages = entries.values.map(\.used).sorted()
    let surplus = entries.count - capacity + capacity / 8
    guard ages.indices.contains(surplus) else { return }
    let oldestKept = ages[surplus]
    entries = entries.filter { $0.value.used >= oldestKept }
  }
}

/// How urgent a key is. Changes go before keys that are only looked at again.
public enum Priority: Int, Sendable, Comparable {
  /// The interval has passed, or the controller has just started.
  case background
  case normal

  public static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
}

/// The rules of a work queue, without clock, tasks or locks.
///
/// Three sets make it right under every interleaving, as in client-go: *waiting* keys in order, *dirty* keys that want
/// work, and *processing* keys that somebody has in hand. A key that is added while in hand becomes dirty and waits for
/// ``done(_:)``. A fourth set holds keys for later, at most one time each: the earliest.
///
/// Guarantees: a key is never handed out twice at once; a key that was added is handed out after that, once for many
/// adds; background keys get at least one turn in ``fairShare`` and are not starved.
package struct QueueMachine<Key: Hashable & Sendable> {
  package typealias Instant = ContinuousClock.Instant

  private var waiting: [Priority: FIFO<Key>] = [:]
  private var dirty: [Key: Priority] = [:]
  private var processing: Set<Key> = []
  private var scheduled: [Key: Instant] = [:]
  private var timers = TimerHeap<Key>()
  private var turn = 0

  /// Each so many turns a background key may go first.
  package static var fairShare: Int { 8 }

  package init() {}

  package var waitingCount: Int { dirty.count - processing.count { dirty[$0] != nil } }
  package var scheduledCount: Int { scheduled.count }
  package var isIdle: Bool { dirty.isEmpty && processing.isEmpty }

  /// When the next scheduled key becomes due.
  package var nextDue: Instant? {
    mutating get { timers.next { scheduled[$0] == $1 } }
  }

  /// Returns whether a key became ready to be handed out.
  @discardableResult
  package mutating func add(_ key: Key, priority: Priority) -> Bool {
    if let known = dirty[key] {
      guard known < priority else { return false }
      dirty[key] = priority
      // The entry in the slower line is skipped when it comes up, because the key's priority says where it stands.
      if !processing.contains(key) { waiting[priority, default: FIFO()].append(key) }
      return false
    }
    dirty[key] = priority
    guard !processing.contains(key) else { return false }
    waiting[priority, default: FIFO()].append(key)
    return true
  }

  /// Schedules a key. An earlier time replaces a later one, never the other way round.
  package mutating func add(_ key: Key, at time: Instant) {
    if let known = scheduled[key], known <= time { return }
    scheduled[key] = time
    timers.insert(key, time)
    // Keys that were taken before their time leave their entries behind.
    if timers.count > 2 * scheduled.count + 64 { timers = TimerHeap(scheduled) }
  }

  /// Makes the keys whose time has come ready. Returns how many became ready.
  @discardableResult
  package mutating func releaseDue(now: Instant) -> Int {
    var released = 0
    while let (key, time) = timers.popDue(now: now) {
      guard scheduled[key] == time else { continue }
      scheduled[key] = nil
      if add(key, priority: .background) { released += 1 }
    }
    return released
  }

  /// Hands out the next key; its schedule is dropped, because its work is done now.
  package mutating func take() -> Key? {
    turn += 1
    let order: [Priority] =
      turn.isMultiple(of: QueueMachine.fairShare) ? [.background, .normal] : [.normal, .background]
    for priority in order {
      while let key = waiting[priority]?.popFirst() {
        guard dirty[key] == priority, !processing.contains(key) else { continue }
        dirty[key] = nil
        scheduled[key] = nil
        processing.insert(key)
        return key
      }
    }
    return nil
  }

  /// Gives a key back. Returns whether it became ready again at once.
  @discardableResult
  package mutating func done(_ key: Key) -> Bool {
    guard processing.remove(key) != nil, let priority = dirty[key] else { return false }
    waiting[priority, default: FIFO()].append(key)
    return true
  }

  package func isProcessing(_ key: Key) -> Bool { processing.contains(key) }
}

/// A line that gives back its memory as it empties.
struct FIFO<Element: Sendable>: Sendable {
  private var elements: [Element?] = []
  private var head = 0

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard head < elements.count else { return nil }
    let element = elements[head]
    elements[head] = nil
    head += 1
    if head * 2 > elements.count {
      elements.removeFirst(head)
      head = 0
    }
    return element
  }
}

/// Times in order. Entries that are no longer wanted are skipped when they come up.
struct TimerHeap<Key: Sendable>: Sendable {
  private var heap: [(key: Key, time: ContinuousClock.Instant)] = []

  init() {}

  /// A sorted array is a heap.
  init(_ times: [Key: ContinuousClock.Instant]) where Key: Hashable {
    heap = times.map { ($0.key, $0.value) }.sorted { $0.1 < $1.1 }
  }

  var count: Int { heap.count }

  /// The first time that is still wanted; drops those before it that are not.
  mutating func next(where isWanted: (Key, ContinuousClock.Instant) -> Bool) -> ContinuousClock.Instant? {
    while let first = heap.first {
      if isWanted(first.key, first.time) { return first.time }
      removeFirst()
    }
    return nil
  }

  mutating func popDue(now: ContinuousClock.Instant) -> (Key, ContinuousClock.Instant)? {
    guard let first = heap.first, first.time <= now else { return nil }
    removeFirst()
    return (first.key, first.time)
  }

  mutating func insert(_ key: Key, _ time: ContinuousClock.Instant) {
    heap.append((key, time))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].time < heap[parent].time else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func removeFirst() {
    guard let last = heap.popLast(), !heap.isEmpty else { return }
    heap[0] = last
    var parent = 0
    while true {
      let left = parent * 2 + 1
      let right = left + 1
      var smallest = parent
      if left < heap.count, heap[left].time < heap[smallest].time { smallest = left }
      if right < heap.count, heap[right].time < heap[smallest].time { smallest = right }
      if smallest == parent { return }
      heap.swapAt(parent, smallest)
      parent = smallest
    }
  }
}

import GitOpsAPI
import OperatorKit

/// What waits for one provider. Events in, notifications out; knows neither time nor network.
///
/// A burst becomes few messages: what says the same as something that waits already only raises its count, and of an
/// object that has a handful of different things waiting the newest stands for all that follow. What goes beyond the
/// bounds in number and bytes pushes out the oldest.
struct Lane {
  /// How much may wait.
  struct Bounds {
    var items = 2_000
    var bytes = 1024 * 1024
    /// Different messages of one object and reason before they are joined.
    var distinct = 5
  }

  private struct Waiting {
    var notification: Notification
    let topic: LaneTopic
    let sameness: Int
  }

  private let bounds: Bounds
  /// By number; they come and go in the order of their numbers.
  private var items: [Int: Waiting] = [:]
  private var topics: [LaneTopic: [Int]] = [:]
  private var first = 0
  private var end = 0
  private(set) var bytes = 0

  init(bounds: Bounds = Bounds()) { self.bounds = bounds }

  var count: Int { items.count }
  var isEmpty: Bool { items.isEmpty }

  /// Puts a notification in line; how many events had to be dropped for it.
  mutating func add(_ notification: Notification) -> Int {
    let topic = LaneTopic(notification)
    let sameness = Noise.withoutNumbers(notification.event.message).hashValue
    let alike = topics[topic] ?? []
    if let same = alike.last(where: { items[$0]?.sameness == sameness }) {
      replace(same, by: notification)
    } else if alike.count >= bounds.distinct, let newest = alike.last {
      replace(newest, by: notification)
    } else {
      bytes += notification.event.weight
      items[end] = Waiting(notification: notification, topic: topic, sameness: sameness)
      topics[topic, default: []].append(end)
      end += 1
    }
    var dropped = 0
    while items.count > bounds.items || (bytes > bounds.bytes && items.count > 1) { dropped += dropOldest() }
    return dropped
  }

  /// The next to deliver.
  mutating func next() -> Notification? {
    guard first < end, let waiting = items.removeValue(forKey: first) else { return nil }
    topics[waiting.topic]?.removeAll { $0 == first }
    if topics[waiting.topic]?.isEmpty == true { topics[waiting.topic] = nil }
    first += 1
    bytes -= waiting.notification.event.weight
    return waiting.notification
  }

  /// Drops what has waited longest; how many events it stood for.
  mutating func dropOldest() -> Int { next()?.count ?? 0 }

  /// The newer one is told, for both.
  private mutating func replace(_ number: Int, by notification: Notification) {
    guard let old = items[number]?.notification else { return }
    var joined = notification
    joined.count += old.count
    bytes += joined.event.weight - old.event.weight
    items[number]?.notification = joined
  }
}

/// What a burst is about.
struct LaneTopic: Hashable {
  private let alert: ObjectKey
  private let object: EventObject
  private let severity: ControllerEvent.Severity
  private let reason: String
  /// The revision too: a commit's status must not be merged into that of another.
  private let revision: String

  init(_ notification: Notification) {
    let event = notification.event
    var object = event.involvedObject
    object.resourceVersion = nil
    alert = notification.alert.key
    self.object = object
    severity = event.severity
    reason = event.reason
    revision =
      event.metadata[EventMetadata.commit] ?? event.metadata[EventMetadata.originRevision]
      ?? event.metadata[EventMetadata.revision] ?? ""
  }
}

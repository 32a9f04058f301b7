import Synchronization

/// Objects that an action has created.
final class CreatedObjects: Sendable {
  private let list = Mutex<[ReleaseObject]>([])

  var objects: [ReleaseObject] { list.withLock { $0 } }

  func note(_ objects: [ReleaseObject]) { list.withLock { $0 += objects.map(\.slimmed) } }
}

import OperatorKit

/// Waits until objects are gone, without holding a worker (H-21-06).
struct DeletionWait: Sendable {
  let client: KubernetesClient
  let pause: Pause

  /// Throws ``Timeout``.
  func run(_ objects: [ReleaseObject], timeout: Duration) async throws {
    var remaining = objects
    let deadline = ContinuousClock.now + timeout
    var delay = PollDelay(limit: .seconds(2))
    while true {
      var left: [ReleaseObject] = []
      for object in remaining {
        if try await client.find(object.type, object.reference.key, as: .metadata) != nil { left.append(object) }
      }
      if left.isEmpty { return }
      remaining = left
      let now = ContinuousClock.now
      guard now < deadline else { throw Timeout(subjects: remaining.map(\.reference.subject)) }
      try await pause(min(delay.next(), deadline - now))
    }
  }

  struct Timeout: Error, CustomStringConvertible {
    let subjects: [String]
    var description: String {
      "timeout waiting for termination of: [\(subjects.joined(separator: ", "))]; see their finalizers"
    }
  }
}

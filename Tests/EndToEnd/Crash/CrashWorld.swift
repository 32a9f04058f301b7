import JSON
import OperatorKit
import OperatorKitTesting
import Synchronization

/// What one run of a crash test works with: a namespace, a shard of objects for one process, and what was seen when each
/// step of the story was over.
///
/// The story is told by two tasks one after the other, the second of which takes over where the kill left the first.
/// Things to be done are therefore done once, whoever waits for them, and steps that are over are not waited for again.
final class CrashWorld<Scene: Sendable & Equatable>: Sendable {
  let namespace: String
  let directory: TemporaryDirectory
  let ports: [PortReservation]
  private let acts = Mutex<[Int: Task<Void, any Error>]>([:])
  private let seen = Mutex<[Scene]>([])

  init(namespace: String) throws {
    self.namespace = namespace
    directory = try TemporaryDirectory(prefix: "crash")
    ports = try (0..<3).map { _ in try PortReservation() }
  }

  var scenes: [Scene] { seen.withLock { $0 } }
  var labels: [String: String] { [SourceWorld.shardLabel: namespace] }
  var selector: String { "--watch-label-selector=\(SourceWorld.shardLabel)=\(namespace)" }

  /// One step: `act` is carried out once and to its end, then `watch` waits until it had its effect.
  func step(
    _ number: Int, _ act: @escaping @Sendable () async throws -> Void, _ watch: () async throws -> Scene
  ) async throws {
    guard scenes.count == number else { return }
    let task = acts.withLock { acts in
      if let running = acts[number] { return running }
      let task = Task { try await act() }
      acts[number] = task
      return task
    }
    try await task.value
    let scene = try await watch()
    seen.withLock { if $0.count == number { $0.append(scene) } }
  }
}

/// Which crash points are tried: all of them with `CRASH_POINTS=all`, one with its number, every seventh from the third
/// on with `3/7`; otherwise points spread over the whole run, for want of time.
struct CrashPoints {
  var first = 1
  var limit = 1000
  var stride: Int

  static var stride: Int { CrashPoints(every: 9).stride }

  /// - Parameter usual: How far apart points are when nothing is asked for.
  init(every usual: Int) {
    stride = usual
    let wanted = ProcessConfiguration.currentEnvironment()["CRASH_POINTS"] ?? ""
    if wanted == "all" { stride = 1 }
    let numbers = wanted.split(separator: "/").compactMap { Int($0) }
    guard let number = numbers.first else { return }
    first = number
    if numbers.count > 1 { stride = numbers[1] } else { limit = 1 }
  }
}

/// A condition without its times and texts.
struct ConditionScene: Hashable, Sendable {
  let type: String
  let status: String
  let reason: String

  static func all(of object: DynamicObject) -> [ConditionScene] {
    object.conditions
      .map { ConditionScene(type: $0.type, status: "\($0.status)", reason: $0.reason) }
      .sorted { $0.type < $1.type }
  }
}

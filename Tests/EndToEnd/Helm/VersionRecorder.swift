import JSON
import OperatorKit
import OperatorKitTesting
import Synchronization

/// Every version that the objects of a kind in a namespace have, in order: what a look now and then would miss.
final class VersionRecorder: Sendable {
  private final class Tape: Sendable {
    let versions = Mutex<[DynamicObject]>([])
  }

  private let tape: Tape
  private let watch: Task<Void, Never>

  /// Records what comes from now on.
  static func start(_ type: ResourceType, in project: HelmProject) async throws -> VersionRecorder {
    let tape = Tape()
    let informer = Informer<DynamicObject>(
      type, client: project.client, scope: .init(namespace: project.namespace)
    ) { $0 }
    informer.onChange { change in
      if let object = change.new?.object { tape.versions.withLock { $0.append(object) } }
    }
    let recorder = VersionRecorder(tape, Task { await informer.run() })
    try await informer.waitUntilSynced()
    return recorder
  }

  private init(_ tape: Tape, _ watch: Task<Void, Never>) {
    self.tape = tape
    self.watch = watch
  }

  deinit { watch.cancel() }

  /// The versions of an object, or of all, oldest first.
  func versions(of name: String? = nil) -> [DynamicObject] {
    tape.versions.withLock { versions in versions.filter { name == nil || $0.name == name } }
  }

  /// The versions of an object until one that is there.
  func versions(until last: DynamicObject) async throws -> [DynamicObject] {
    try await eventually("the record to be complete", within: .patience) {
      self.versions(of: last.name).contains { $0.resourceVersion == last.resourceVersion }
    }
    return versions(of: last.name)
  }
}

extension [DynamicObject] {
  /// What `Reconciling` said, one after the other; `-` where it was not there.
  var progress: [String] {
    var told: [String] = []
    for version in self {
      let condition = version.condition("Reconciling")
      let text = condition.map { $0.reason == "Progressing" ? $0.message : $0.reason } ?? "-"
      if told.last != text { told.append(text) }
    }
    return told
  }
}

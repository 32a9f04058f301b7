import ControllerSupport
import GitOpsAPI
import HTTP
import Logging
import OperatorKit

/// What is particular to a kind of source; ``SourceReconciler`` does the rest.
protocol SourceWork: Sendable {
  associatedtype Object: ManagedSource

  /// The name of the link to the newest artifact, beside it.
  static var linkName: String { get }

  /// Refuses by name what a spec asks for and is not there. Throws ``SourceFailure``.
  func check(_ object: Object) throws

  /// Looks at the origin, and when there is news fetches and stores it. Throws ``SourceFailure``.
  ///
  /// - Parameter save: Writes the status as it is drafted; called before long work.
  func perform(
    _ run: inout SourceRun<Object>, save: (inout SourceRun<Object>) async throws -> Void
  ) async throws -> SourceOutcome

  /// Whether an object of the kind is only looked up by others: it has no artifact, no finalizer and no status.
  func isStatic(_ object: Object) -> Bool
}

extension SourceWork {
  static var linkName: String { "latest.tar.gz" }
  func isStatic(_ object: Object) -> Bool { false }
}

/// How work has ended well: what the conditions and the event say.
struct SourceOutcome: Sendable {
  /// Of the condition `ArtifactInStorage`, and of `Ready`.
  var condition: String
  var reason = Reason.succeeded
  var announcement: String
  /// Of the event, when the artifact is new and when only a failure has gone.
  var newReason = SourceReason.newArtifact
  var recoveredReason = Reason.succeeded
  /// What the log says when there was nothing to do; the artifact's revision if it is `nil`.
  var nothingNew: String?
}

/// What the work of all kinds needs.
struct SourceServices: Sendable {
  let client: KubernetesClient
  let http: HTTPClient
  let storage: StorageStep
  private(set) var slots: WorkSlots
  let budget: MemoryBudget
  let events: NotificationRecorder
  let metrics: GitOpsMetrics
  let jitter: IntervalJitter
  let redactor: Redactor
  /// Where files are kept while they are worked on; swept when the process starts.
  let workDirectory: String

  init(_ context: ControllerContext, _ storage: StorageStep, workDirectory: String, http: HTTPClient = .shared) {
    client = context.client
    self.http = http
    self.storage = storage
    slots = WorkSlots(context.options.concurrent)
    budget = context.budget
    events = context.notifications
    metrics = context.metrics
    jitter = context.options.intervalJitter
    redactor = context.redactor
    self.workDirectory = workDirectory
  }

  /// The same for another kind: what holds up the work of one kind does not hold up that of the others.
  func withOwnSlots(_ count: Int) -> SourceServices {
    var services = self
    services.slots = WorkSlots(count)
    return services
  }

  /// Heavy work: one of a few at a time, within the memory budget, in a directory of its own that is gone afterwards.
  func work<Result: Sendable>(
    on key: ObjectKey, kind: String, memory: Int, _ body: (_ directory: String) async throws -> Result
  ) async throws -> Result {
    try await slots.with {
      try await budget.with(memory) {
        defer { Allocator.returnFreedMemory() }
        let name = "\(kind.lowercased())-\(key.namespace)-\(key.name)"
        let directory = try await onOwnThread { [workDirectory] in try WorkDirectory(in: workDirectory, name: name) }
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(directory.path)) } catch { result = .failure(error) }
        try await onOwnThread { directory.remove() }
        return try result.get()
      }
    }
  }
}

/// A hook of a release: an object that is created at one point of an action and waited for (H-25-05, H-27-01).
public struct RecordedHook: Hashable, Sendable {
  /// When a hook runs.
  public enum Event: String, Sendable, CaseIterable {
    case preInstall = "pre-install"
    case postInstall = "post-install"
    case preDelete = "pre-delete"
    case postDelete = "post-delete"
    case preUpgrade = "pre-upgrade"
    case postUpgrade = "post-upgrade"
    case preRollback = "pre-rollback"
    case postRollback = "post-rollback"
    case test
  }

  /// When a hook's object is deleted.
  public enum DeletePolicy: String, Sendable {
    case beforeCreation = "before-hook-creation"
    case succeeded = "hook-succeeded"
    case failed = "hook-failed"
  }

  public enum Phase: String, Sendable {
    case unknown = "Unknown"
    case running = "Running"
    case succeeded = "Succeeded"
    case failed = "Failed"
  }

  /// How a hook ran last.
  public struct Execution: Hashable, Sendable {
    public var startedAt: ReleaseTime?
    public var completedAt: ReleaseTime?
    /// The text of a ``Phase``; empty when the hook never ran.
    public var phase: String

    public init(startedAt: ReleaseTime? = nil, completedAt: ReleaseTime? = nil, phase: String = "") {
      self.startedAt = startedAt
      self.completedAt = completedAt
      self.phase = phase
    }
  }

  public var name: String
  public var kind: String
  /// The template, from the chart's name on.
  public var path: String
  public var manifest: String
  /// Texts of ``Event``; others are kept as they are.
  public var events: [String]
  public var lastRun: Execution
  public var weight: Int
  public var deletePolicies: [String]
  public var outputLogPolicies: [String]

  public init(
    name: String, kind: String, path: String, manifest: String, events: [String], lastRun: Execution = Execution(),
    weight: Int = 0, deletePolicies: [String] = [], outputLogPolicies: [String] = []
  ) {
    self.name = name
    self.kind = kind
    self.path = path
    self.manifest = manifest
    self.events = events
    self.lastRun = lastRun
    self.weight = weight
    self.deletePolicies = deletePolicies
    self.outputLogPolicies = outputLogPolicies
  }

  public func runs(at event: Event) -> Bool { events.contains(event.rawValue) }

  public func deletes(on policy: DeletePolicy) -> Bool { deletePolicies.contains(policy.rawValue) }

  public var isTest: Bool { runs(at: .test) }
}

extension [RecordedHook] {
  /// The positions of the hooks of an event in the order in which they run: by weight, then by name (H-27-02).
  public func order(for event: RecordedHook.Event) -> [Int] {
    indices.filter { self[$0].runs(at: event) }
      .sorted { left, right in
        let (a, b) = (self[left], self[right])
        if a.weight != b.weight { return a.weight < b.weight }
        return a.name == b.name ? left < right : a.name < b.name
      }
  }
}

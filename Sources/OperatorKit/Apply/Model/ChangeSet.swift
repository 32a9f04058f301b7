/// What was done about one object.
public enum ChangeAction: String, Sendable, Hashable, CaseIterable {
  case created
  case configured
  case unchanged
  /// A marker on the object says that it is to be left alone.
  case skipped
  case deleted
  /// The attempt failed in a way that leaves open what the object looks like now.
  case unknown

  /// Whether the cluster is different afterwards.
  public var isChange: Bool {
    switch self {
    case .created, .configured, .deleted: true
    case .unchanged, .skipped, .unknown: false
    }
  }
}

/// One object and what was done about it.
public struct Change: Sendable, Hashable {
  public let reference: ObjectReference
  public let action: ChangeAction
  /// The live object's uid; `nil` when there is no live object, as for one that was skipped and does not exist.
  public let uid: String?
  /// What was different before it was corrected; empty for actions other than ``ChangeAction/configured``.
  public let drift: DriftReport

  public init(_ reference: ObjectReference, _ action: ChangeAction, uid: String? = nil, drift: DriftReport = .none) {
    self.reference = reference
    self.action = action
    self.uid = uid
    self.drift = drift
  }

  /// Whether an inventory keeps the object: it is on the cluster because of its owner. A skipped object counts while
  /// it exists (K-13-11).
  public var belongsInInventory: Bool {
    switch action {
    case .created, .configured, .unchanged: true
    case .skipped: uid != nil
    case .deleted, .unknown: false
    }
  }
}

extension Change: CustomStringConvertible {
  /// `Deployment/apps/web configured`.
  public var description: String { "\(reference.subject) \(action.rawValue)" }
}

/// What was done about each object of a set, in the order in which it was done.
public struct ChangeSet: Sendable, Hashable {
  public private(set) var entries: [Change] = []

  public init(_ entries: [Change] = []) { self.entries = entries }

  public mutating func append(_ change: Change) { entries.append(change) }
  public mutating func append(contentsOf other: ChangeSet) { entries.append(contentsOf: other.entries) }

  public var hasChanges: Bool { entries.contains { $0.action.isChange } }

  /// The entries whose action changed the cluster.
  public var changed: [Change] { entries.filter { $0.action.isChange } }

  public var inventory: Inventory { Inventory(entries.lazy.filter(\.belongsInInventory).map(\.reference)) }

  /// The objects whose health is of interest: everything but what was skipped (K-13-11).
  public var checkable: [ObjectReference] {
    entries.filter { $0.action != .skipped && $0.belongsInInventory }.map(\.reference)
  }

  /// A line `Kind/namespace/name action` for each entry that changed the cluster.
  public var changeText: String { changed.map(\.description).joined(separator: "\n") }

  /// Subjects by action, for log lines.
  public var subjectsByAction: [ChangeAction: [String]] {
    Dictionary(grouping: entries, by: \.action).mapValues { $0.map(\.reference.subject) }
  }
}

extension ChangeSet: CustomStringConvertible {
  /// A line `Kind/namespace/name action` for each entry.
  public var description: String { entries.map(\.description).joined(separator: "\n") }
}

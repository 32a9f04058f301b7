import ApplierSupport
import GitOpsAPI
import JSON
import OperatorKit

/// What differs between the objects of a release and the cluster (H-22).
struct ReleaseDrift: Sendable {
  enum Change: Sendable, Hashable {
    /// The object is gone.
    case create
    /// JSON patch operations that bring it back.
    case update([JSONValue])
    /// Left alone because a label, an annotation or a rule says so.
    case excluded
  }

  struct Entry: Sendable {
    let object: ReleaseObject
    let change: Change
    let live: DynamicObject?
  }

  var entries: [Entry] = []
  /// What could not be looked at, and why.
  var problems: [String] = []

  var hasChanges: Bool { entries.contains { $0.change != .excluded } }

  /// A line for each object (H-09-10).
  var summary: String {
    entries.map { entry in
      let subject = entry.object.reference.subject
      switch entry.change {
      case .create: return "\(subject) removed"
      case .excluded: return "\(subject) excluded"
      case .update(let operations):
        let counts = ReleaseDrift.counts(operations)
        return "\(subject) changed (\(counts.added) additions, \(counts.changed) changes, \(counts.removed) removals)"
      }
    }.joined(separator: "\n")
  }

  var brief: String {
    var removed = 0
    var changed = 0
    var excluded = 0
    for entry in entries {
      switch entry.change {
      case .create: removed += 1
      case .update: changed += 1
      case .excluded: excluded += 1
      }
    }
    return "removed: \(removed), changed: \(changed), excluded: \(excluded)"
  }

  /// Equal for drift that is the same, whatever versions the objects have meanwhile.
  var fingerprint: [String] {
    entries.filter { $0.change != .excluded }.map { entry in
      guard case .update(let operations) = entry.change else { return "\(entry.object.reference.subject) removed" }
      let paths = operations.compactMap { $0["path"]?.stringValue }.sorted()
      return "\(entry.object.reference.subject) \(paths.joined(separator: " "))"
    }
  }

  static func counts(_ operations: [JSONValue]) -> (added: Int, changed: Int, removed: Int) {
    func count(_ name: String) -> Int { operations.count { $0["op"]?.stringValue == name } }
    return (count("add"), count("replace"), count("remove"))
  }
}

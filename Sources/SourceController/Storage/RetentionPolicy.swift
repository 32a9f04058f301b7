package import OperatorKit

/// Which old artifacts of an object are kept: consumers may still be fetching the one before the newest.
package struct RetentionPolicy: Hashable, Sendable {
  /// Age after which a superseded artifact goes.
  package var ttl: Duration
  /// How many artifacts of an object stay at most.
  package var records: Int

  package init(ttl: Duration = .seconds(60), records: Int = 2) {
    self.ttl = ttl
    self.records = records
  }

  /// A stored file.
  package struct File: Hashable, Sendable {
    package let name: String
    package let modified: Timestamp

    package init(name: String, modified: Timestamp) {
      self.name = name
      self.modified = modified
    }
  }

  /// The files to remove: first those beyond the age, then the oldest beyond the number; never the current one.
  package func expired(_ files: [File], current: String, now: Timestamp) -> [String] {
    let others = files.filter { $0.name != current }.sorted { ($0.modified, $0.name) < ($1.modified, $1.name) }
    var expired = others.filter { now.since($0.modified) > ttl }.map(\.name)
    let remaining = files.count - expired.count
    if remaining > records {
      expired += others.dropFirst(expired.count).prefix(remaining - max(records, 1)).map(\.name)
    }
    return expired
  }
}

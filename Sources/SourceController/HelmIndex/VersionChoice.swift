import OperatorKit
package import SemVer

/// Chooses among the versions of a chart, seen one after the other: the one that is named exactly, else the highest in
/// the range; of equal ones, the youngest.
package struct VersionChoice: Sendable {
  private let wanted: String
  private let constraint: VersionConstraint
  private var exact: IndexEntry?
  private var best: (version: SemanticVersion, created: Timestamp?, entry: IndexEntry)?
  /// Whether anything was offered.
  package private(set) var sawAny = false

  /// - Parameter wanted: A version or a range; empty and `*` mean the highest that is no prerelease.
  /// - Throws: `SemVerError`, when it is neither. A text that is no range may still name a version exactly.
  package init(_ wanted: String) throws(SemVerError) {
    self.wanted = wanted
    constraint = try VersionConstraint(wanted.isEmpty ? "*" : wanted)
  }

  package var chosen: IndexEntry? { exact ?? best?.entry }

  /// Offers a version. Entries that Helm would drop when it loads an index are dropped here too.
  package mutating func consider(_ entry: IndexEntry) {
    guard !entry.name.isEmpty, (try? SemanticVersion(entry.version)) != nil else { return }
    sawAny = true
    if exact == nil, !wanted.isEmpty, entry.version == wanted { exact = entry }
    guard let version = try? SemanticVersion(tag: entry.version), constraint.contains(version) else { return }
    let created = Timestamp(entry.created)
    if let best, version < best.version || (version == best.version && !Self.isYounger(created, best.created)) {
      return
    }
    best = (version, created, entry)
  }

  private static func isYounger(_ left: Timestamp?, _ right: Timestamp?) -> Bool {
    guard let left else { return false }
    guard let right else { return true }
    return left > right
  }
}

extension VersionChoice {
  /// Looks one chart up in an index on the disk; throws ``IndexError``.
  package static func look(
    for chart: String, version: String, in path: String, isCancelled: @escaping () -> Bool = { false }
  ) throws -> IndexEntry {
    let choice: VersionChoice
    do { choice = try VersionChoice(version) } catch { throw IndexError.badConstraint("\(error)") }
    let lookup = Lookup(choice)
    _ = try IndexReader.read(
      path, isCancelled: isCancelled,
      wants: { name in
        guard name == chart else { return false }
        lookup.foundChart = true
        return true
      },
      visit: { lookup.choice.consider($0) })
    guard lookup.foundChart else { throw IndexError.noChart(chart) }
    guard lookup.choice.sawAny else { throw IndexError.noVersions(chart) }
    guard let entry = lookup.choice.chosen else { throw IndexError.noMatch(chart: chart, version: version) }
    return entry
  }

  private final class Lookup {
    var choice: VersionChoice
    var foundChart = false
    init(_ choice: VersionChoice) { self.choice = choice }
  }
}

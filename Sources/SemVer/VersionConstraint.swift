/// A range of versions: comparators joined by blanks or commas (and), groups joined by `||` (or).
///
/// Understood are `= != > < >= => <= =< ~ ~> ^`, hyphen ranges (`1.2 - 2.3`) and the wildcards
/// `x X *` or missing numbers, with the meaning Masterminds/semver v3 gives them. A group
/// accepts prereleases only when one of its comparators has one itself, hence `>=1.0.0-0`.
public struct VersionConstraint: Sendable, CustomStringConvertible {
  public let description: String
  let groups: [Group]

  struct Group: Sendable {
    var comparators: [Comparator] = []
    var acceptsPrereleases = false
  }

  /// - Throws: ``SemVerError/malformedConstraint(_:)``.
  public init(_ text: String) throws(SemVerError) {
    description = text
    var groups: [Group] = []
    for part in Self.alternatives(of: text) {
      var parser = ConstraintParser(part, whole: text)
      groups.append(try parser.group())
    }
    self.groups = groups
  }

  /// Whether `version` lies in the range.
  public func contains(_ version: SemanticVersion) -> Bool {
    groups.contains { group in
      if !version.prerelease.isEmpty && !group.acceptsPrereleases { return false }
      return group.comparators.allSatisfy { $0.accepts(version) }
    }
  }

  /// The highest version in the range, or `nil`; among equals the first wins.
  public func highest(of versions: some Sequence<SemanticVersion>) -> SemanticVersion? {
    var best: SemanticVersion?
    for version in versions where contains(version) {
      if let known = best, version <= known { continue }
      best = version
    }
    return best
  }

  private static func alternatives(of text: String) -> [String] {
    var parts: [[UInt8]] = [[]]
    var pendingBar = false
    for byte in text.utf8 {
      if byte == UInt8(ascii: "|") {
        if pendingBar { parts.append([]) }
        pendingBar.toggle()
        continue
      }
      if pendingBar { parts[parts.count - 1].append(UInt8(ascii: "|")) }
      pendingBar = false
      parts[parts.count - 1].append(byte)
    }
    if pendingBar { parts[parts.count - 1].append(UInt8(ascii: "|")) }
    return parts.map { String(decoding: $0, as: UTF8.self) }
  }
}

/// One comparison of a constraint. Whether prereleases take part at all is decided by the group.
struct Comparator: Sendable {
  enum Operation: Sendable { case equal, notEqual, greater, less, greaterOrEqual, lessOrEqual, tilde, caret }

  /// The first number that was left out or written as a wildcard.
  enum Wildcard: Sendable { case none, major, minor, patch }

  struct Operand: Sendable {
    var version: SemanticVersion
    var wildcard: Wildcard
  }

  let operation: Operation
  let operand: Operand

  private var bound: SemanticVersion { operand.version }
  private var wildcard: Wildcard { operand.wildcard }

  func accepts(_ version: SemanticVersion) -> Bool {
    switch operation {
    case .equal: wildcard == .none ? version == bound : matchesTilde(version)
    case .notEqual: differs(version)
    case .greater: exceeds(version)
    case .less: version < bound
    case .greaterOrEqual: version >= bound
    case .lessOrEqual: isAtMost(version)
    case .tilde: matchesTilde(version)
    case .caret: matchesCaret(version)
    }
  }

  private func differs(_ version: SemanticVersion) -> Bool {
    if wildcard == .none || wildcard == .major { return version != bound }
    if version.major != bound.major { return true }
    if wildcard == .minor { return false }
    if version.minor != bound.minor { return true }
    return SemanticVersion.comparePrereleases(version.prerelease, bound.prerelease) != 0
  }

  /// `>11` starts at 12, and `>11.1` at 11.2.
  private func exceeds(_ version: SemanticVersion) -> Bool {
    if wildcard == .none || version.major != bound.major { return version > bound }
    switch wildcard {
    case .minor: return false
    case .patch: return version.minor > bound.minor
    case .none, .major: return version > bound
    }
  }

  /// `<=11` ends before 12, and `<=11.1` before 11.2.
  private func isAtMost(_ version: SemanticVersion) -> Bool {
    if wildcard == .none { return version <= bound }
    if version.major != bound.major { return version.major < bound.major }
    return wildcard == .minor || version.minor <= bound.minor
  }

  /// `~1` and `1.x` keep the major, `~1.2` and `~1.2.3` the minor number. `~0.0.0` and `*` accept all.
  private func matchesTilde(_ version: SemanticVersion) -> Bool {
    if version < bound { return false }
    let isZero = bound.major == 0 && bound.minor == 0 && bound.patch == 0
    if isZero && wildcard != .minor && wildcard != .patch { return true }
    return version.major == bound.major && (wildcard == .minor || version.minor == bound.minor)
  }

  /// Keeps the leftmost number that is not zero. `^*` is `^0.0.0` in the original, so that only 0.0.0 matches.
  private func matchesCaret(_ version: SemanticVersion) -> Bool {
    if version < bound || version.major != bound.major { return false }
    if bound.major > 0 || wildcard == .minor { return true }
    if version.minor != bound.minor { return false }
    return bound.minor > 0 || wildcard == .patch || version.patch == bound.patch
  }
}

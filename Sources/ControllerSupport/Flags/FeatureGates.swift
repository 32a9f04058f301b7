/// Switches for parts that are new or on their way out: `--feature-gates=Name=true,Other=false`.
public struct FeatureGates: Sendable, Hashable {
  private var states: [String: Bool]

  /// The known gates with their defaults.
  public init(_ defaults: [String: Bool]) { states = defaults }

  /// Reads the values of the flag; throws ``FlagError`` for an unknown gate or what is not `Name=bool`.
  public mutating func apply(_ settings: [String]) throws {
    for setting in settings {
      let parts = setting.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, let state = FlagText.boolean(parts[1]) else {
        throw FlagError.badValue(flag: "feature-gates", value: setting, expected: "a setting such as Name=true")
      }
      guard states[parts[0]] != nil else {
        let known = states.keys.sorted().joined(separator: ", ")
        throw FlagError.invalid("unknown feature gate '\(parts[0])'; known are: \(known.isEmpty ? "none" : known)")
      }
      states[parts[0]] = state
    }
  }

  /// Whether a gate is open; an unknown one is not.
  public func isEnabled(_ name: String) -> Bool { states[name] ?? false }
}

/// Names of gates that several controllers have.
public enum CommonGate {
  public static let objectLevelWorkloadIdentity = "ObjectLevelWorkloadIdentity"
  public static let cacheSecretsAndConfigMaps = "CacheSecretsAndConfigMaps"
}

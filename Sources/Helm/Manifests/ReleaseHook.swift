/// An object that is not part of a release but runs at one of its events.
public struct ReleaseHook: Sendable, Hashable {
  /// When a hook runs.
  public enum Event: String, Sendable, Hashable, CaseIterable {
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

  public var name: String
  public var kind: String
  /// The template it comes from, `chart/templates/file.yaml`.
  public var path: String
  /// Its YAML document.
  public var manifest: String
  public var events: [Event]
  /// Lower ones run first.
  public var weight: Int
  /// `before-hook-creation`, `hook-succeeded`, `hook-failed`, or what else the annotation says.
  public var deletePolicies: [String]
  /// `hook-succeeded`, `hook-failed`, or what else the annotation says.
  public var outputLogPolicies: [String]

  public init(
    name: String, kind: String, path: String, manifest: String, events: [Event], weight: Int = 0,
    deletePolicies: [String] = [], outputLogPolicies: [String] = []
  ) {
    self.name = name
    self.kind = kind
    self.path = path
    self.manifest = manifest
    self.events = events
    self.weight = weight
    self.deletePolicies = deletePolicies
    self.outputLogPolicies = outputLogPolicies
  }

  /// The order in which hooks of one event run: by weight, then by name; the order of kinds decides among equals.
  public static func executionOrder(_ hooks: [ReleaseHook]) -> [ReleaseHook] {
    hooks.enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      if a.weight != b.weight { return a.weight < b.weight }
      if a.name != b.name { return a.name.utf8.lexicographicallyPrecedes(b.name.utf8) }
      return left.offset < right.offset
    }.map(\.element)
  }
}

extension ReleaseHook.Event {
  /// The event that an annotation names.
  init?(annotation: String) {
    let name = GoText.trimmed(annotation).lowercased()
    // From the time of Helm 2.
    if name == "test-success" {
      self = .test
    } else {
      self.init(rawValue: name)
    }
  }
}

public import JSON

/// Paths that are left to others on the objects that the rule is for (K-12-25, K-12-26).
///
/// Which objects those are is a closure, because the ways to select objects belong to the operator's API.
public struct IgnoreRule: Sendable {
  public let paths: [JSONPointer]
  /// Says in text what the rule is for. Part of what an ``ApplyCache`` remembers, so a changed rule is noticed only
  /// when its text changes.
  public let name: String
  private let matches: @Sendable (DynamicObject) -> Bool

  public init(paths: [JSONPointer], name: String, matches: @escaping @Sendable (DynamicObject) -> Bool = { _ in true })
  {
    self.paths = paths
    self.name = name
    self.matches = matches
  }

  public func applies(to object: DynamicObject) -> Bool { matches(object) }

  /// The paths that some rules leave alone on one object.
  public static func paths(for object: DynamicObject, in rules: [IgnoreRule]) -> [JSONPointer] {
    rules.filter { $0.applies(to: object) }.flatMap(\.paths)
  }
}

/// What to do about ignored paths when an object is applied for some other reason.
public struct IgnoredFields: Sendable, Hashable {
  enum Resolution: Sendable, Hashable {
    /// Another applier owns the field: it must not be in what we send.
    case leaveOut
    /// Nobody else applies it; leaving it out would remove it, so what is there now is sent.
    case keep(JSONValue)
  }

  private(set) var resolutions: [JSONPointer: Resolution] = [:]

  /// Decides for each path whose live value differs from what the dry run made of it.
  init(paths: [JSONPointer], live: DynamicObject, dryRun: DynamicObject, manager: String) {
    let fields = ManagedFields(live)
    for path in paths {
      let value = live.json[path]
      guard value != dryRun.json[path] else { continue }
      let others = fields.appliers(of: path, in: live).subtracting([manager])
      if others.isEmpty, let value { resolutions[path] = .keep(value) } else { resolutions[path] = .leaveOut }
    }
  }

  var isEmpty: Bool { resolutions.isEmpty }

  func apply(to object: inout DynamicObject) {
    for (path, resolution) in resolutions {
      if case .keep(let value) = resolution { object.json.set(value, at: path) }
    }
    object.json.removeAll(at: Set(resolutions.filter { $0.value == .leaveOut }.keys))
  }
}
